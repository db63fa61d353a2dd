import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { quintet } from "./cli.ts";
import { CLAIMS, gated, textsIn } from "./gated.ts";

/** A gate that failed tries again and stays failed, and an earlier verdict tells what is new. */

test("a failure is tried again, and stays one; an earlier verdict tells what is new", async () => {
  const first = await gated({ claims: CLAIMS }, { bug: "lose" });
  const baseline = join(first.folder, "quintet-report/verdict.json");
  const { code, verdict, folder } = await gated(
    { claims: CLAIMS },
    { bug: "swap", args: ["--confirm", "2", "--baseline", baseline] },
  );
  expect([code, verdict.outcome]).toEqual([1, "fail"]);
  expect(verdict.confirmation).toEqual({ asked: 2, executions: 2, reproduced: 2, unknown: 0 });
  expect(verdict.baseline).toMatchObject({ fresh: 1, known: 0, gone: 1 });
  expect(verdict.findings.map(({ baseline: since }) => since)).toEqual(["new", "new"]);
  const stored = await readFile(join(folder, "quintet-report/verdict.json"), "utf8");
  expect(JSON.parse(stored)).toEqual(verdict);
});

test("the reports say how often it came again, and what is new; what came again is masked as well", async () => {
  const { verdict, folder } = await gated({ claims: CLAIMS }, { bug: "lose" });
  const out = join(folder, "quintet-report");
  await writeFile(join(folder, "baseline.json"), JSON.stringify(verdict));
  // What an earlier gate left must not be taken for this one's; what is not ours stays.
  await mkdir(join(out, "confirm-7"));
  await copyFile(join(out, "verdict.json"), join(out, "confirm-7/verdict.json"));
  await mkdir(join(out, "confirm-8"));
  await writeFile(join(out, "confirm-8/notes.txt"), "mine");
  const args = ["gate", "--confirm", "1", "--baseline", "baseline.json"];
  const { stdout, stderr } = await quintet(args, folder);
  // The second execution is told as it goes on, and not the first one's end for as long as it takes.
  expect(stderr).toMatch(/^failed: trying again, 1 of 1\n(.*\n)*(connecting|running|lingering) /m);
  const summary = await readFile(join(out, "summary.md"), "utf8");
  const junit = await readFile(join(out, "junit.xml"), "utf8");
  for (const report of [stdout.replaceAll(/\s+/g, " "), summary.replaceAll("\\", ""), junit]) {
    expect(report).toContain("reproduced 1 of 1; the outcome stays fail");
    expect(report).toMatch(/1 known, 0 gone/);
  }
  expect(stdout).toMatch(/^ {2}1\. completeness\/\w+.*, known$/m);
  expect((await readdir(out)).filter((name) => name.startsWith("confirm")).toSorted()).toEqual([
    "confirm-1",
    "confirm-8",
  ]);
  const again = JSON.parse(await readFile(join(out, "confirm-1/verdict.json"), "utf8")) as Verdict;
  const record = join(out, "confirm-1/history.ndjson");
  expect((await textsIn(record, again)).others).toEqual([]);
  expect(await readFile(record, "utf8")).toContain('"masked-');
});

test("the timeout bounds the whole, with all that is tried again", async () => {
  const { code, verdict } = await gated(
    { claims: CLAIMS, timeout: "5s" },
    { bug: "lose", args: ["--confirm", "100"] },
  );
  expect([code, verdict.outcome]).toEqual([1, "fail"]);
  const { asked, executions = 100, reproduced = 100, unknown = 0 } = verdict.confirmation ?? {};
  expect(asked).toBe(100);
  expect(executions).toBeLessThan(100);
  expect(reproduced + unknown).toBe(executions);
});
