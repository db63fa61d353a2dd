import { readdirSync, symlinkSync } from "node:fs";
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

test("a pass whose record is masked stays one", async () => {
  const out = temporaryFolder();
  const { verdict } = await gated(out);
  expect(verdict).toMatchObject({ outcome: "pass", error: null });
  expect(readdirSync(out)).toContain("history.ndjson");
});
