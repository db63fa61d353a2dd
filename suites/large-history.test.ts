import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../harness/run/check.ts";
import { execute } from "../harness/run/execute.ts";
import type { DemoTarget } from "../harness/run/settings.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startedUntil } from "./started.ts";

/** The history of a large execution is compressed, and all who read one read it. A soak counts as large. */

const SOAK = { users: 6, sentinels: 2, duration: "1s" } as const;
const DOUBLING: DemoTarget = {
  demo: "process",
  env: { QUINTET_VARIANT: JSON.stringify({ id: "dup-same-id", seed: "large", linger: 1_000 }) },
};

async function historiesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("history"));
}

test.for([
  [1, ["history.ndjson.zst"]],
  [2, ["history-1of2.ndjson.zst", "history-2of2.ndjson.zst"]],
] as const)("of %i workers it is judged again to the same verdict", async ([workers, names]) => {
  const out = await emptyFolder();
  const { verdict, evidence } = await execute({ out, workers, crowd: SOAK }, { demo: DOUBLING });
  expect(await historiesIn(out)).toEqual(names);
  expect(verdict.outcome).toBe("fail");
  expect(verdict.findings[0]?.ops.every((op) => evidence.has(op))).toBe(true);
  const again = await check(out);
  expect(again.verdict.guarantees).toEqual(verdict.guarantees);
  expect(again.verdict.findings).toEqual(verdict.findings);
  const { code, stderr } = await quintet(["prove", out], out);
  expect([code, stderr]).toEqual([0, "wrote quintet-report/power.md\n"]);
});

test("killed outright, it is read up to the last second, and is unknown", async () => {
  const folder = await emptyFolder();
  const args = ["demo", "--users", "5", "--duration", "1s", "--linger", "60s"];
  const { child } = await startedUntil("lingering", args, folder);
  child.kill("SIGKILL");
  await once(child, "exit");
  const { code, stdout } = await quintet(["check", "quintet-report", "--json"], folder);
  const verdict = JSON.parse(stdout) as Verdict;
  expect([code, verdict.outcome, verdict.findings]).toEqual([2, "unknown", []]);
  expect(await historiesIn(join(folder, "quintet-report"))).toEqual(["history.ndjson.zst"]);
});
