import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** A folder for what a program keeps for a while. */
async function scratch(folder: string): Promise<{ readonly TMPDIR: string }> {
  const TMPDIR = join(folder, "scratch");
  await mkdir(TMPDIR);
  return { TMPDIR };
}

test("a fault of the reference server is switched on, found, and told beside what was true", async () => {
  const folder = await emptyFolder();
  const env = await scratch(folder);
  const args = ["demo", "--fault", "payload-swap", "--linger", "300ms", "--seed", "shown"];
  const { code, stdout, stderr } = await quintet(args, folder, env);
  expect(code).toBe(1);
  expect(stdout).toContain("npx quintet demo --fault payload-swap --seed shown ");
  expect(stderr).toContain("reference server (process, with the fault payload-swap)");
  // Beside the findings: the last lines are there to be copied.
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
    /in truth payload-swap was switched on: .* It fired once, and was caught, by isolation\. report in .* the same again: npx quintet demo --fault payload-swap --seed shown \S.*$/,
  );
  const { findings } = JSON.parse(
    await readFile(join(folder, "quintet-report", "verdict.json"), "utf8"),
  ) as Verdict;
  expect(findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`)).toEqual([
    "isolation/bleed",
  ]);
  expect(await readdir(env.TMPDIR)).toEqual([]);
});

test("a fault that needs a larger crowd does not fire in a small one, and that is said", async () => {
  const folder = await emptyFolder();
  const crowd = "--users 2 --runs-per-user 1 --runs-at-once 1 --linger 100ms".split(" ");
  const args = ["demo", "--fault", "leak-under-load", ...crowd];
  const { code, stdout } = await quintet(args, folder);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "It did not fire: it takes another crowd than this one.",
  );
  expect(code).toBe(0);
});

test.each([
  ["nonsense", "There is no fault"],
  ["no-goodbye", "quintet prove --only no-goodbye"],
  ["resume-skip", "cannot be shown yet"],
])("%s is refused with what to do", async (id, words) => {
  const { code, stderr } = await quintet(["demo", "--fault", id], await emptyFolder());
  expect(code).toBe(64);
  expect(stderr).toContain(words);
});

test("a fault and a container exclude each other", async () => {
  const args = ["demo", "--target", "container", "--fault", "misroute"];
  const { code, stderr } = await quintet(args, await emptyFolder());
  expect(code).toBe(64);
  expect(stderr).toContain("--fault");
});
