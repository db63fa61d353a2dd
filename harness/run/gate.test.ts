import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startForeignServer } from "../../suites/foreign-server.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { gate } from "./gate.ts";

/** A gate on a right server, whose report goes into this folder. */
async function gated(out: string, onStart: () => void = () => {}) {
  const server = await startForeignServer({ optional: true });
  onTestFinished(() => server.close());
  return await gate(
    {
      target: { url: server.url },
      crowd: { users: 2, sentinels: 1, runsPerUser: 2, connectRate: 1_000 },
      claims: { isolation: "claimed" },
      linger: "50ms",
      out,
    },
    { confirm: 0, baseline: null, onStart },
  );
}

test("a pass whose record could not be masked is none, says why, and leaves no record", async () => {
  const out = temporaryFolder();
  const { verdict } = await gated(out, () => {
    symlinkSync("/dev/full", join(out, "masked-history.ndjson"));
  });
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
  expect(verdict.error?.message).toContain("could not be masked, and was removed");
  expect(readdirSync(out)).not.toContain("history.ndjson");
});

test("a pass whose record is masked stays one, and says what it would have caught", async () => {
  const out = temporaryFolder();
  const { verdict } = await gated(out);
  expect(verdict).toMatchObject({ outcome: "pass", error: null });
  expect(verdict.power?.of).toBeGreaterThan(0);
  expect(readdirSync(out)).toContain("history.ndjson");
});

test("a gate that claims nothing, or is compared with nothing, never begins", async () => {
  const out = temporaryFolder();
  const never = { confirm: 0, onStart: () => expect.unreachable() };
  const config = { target: { url: "ws://127.0.0.1:1" }, out };
  const watching = await gate(
    { ...config, claims: { isolation: "watched", order: "off" } },
    { ...never, baseline: null },
  );
  const compared = await gate(
    { ...config, claims: { isolation: "claimed" } },
    { ...never, baseline: join(out, "gone.json") },
  );
  expect(
    [watching, compared].map(({ verdict, directory }) => [verdict.error?.code, directory]),
  ).toEqual([
    ["no-claims", null],
    ["file-missing", null],
  ]);
  expect(readdirSync(out)).toEqual([]);
});

test("a gate whose reports have no place says so, and throws nothing", async () => {
  const out = join(temporaryFolder(), "file");
  writeFileSync(out, "");
  const { verdict, directory } = await gated(join(out, "reports"));
  expect([verdict.error?.code, directory]).toEqual(["unwritable-output", null]);
});
