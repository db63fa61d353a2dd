import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Result } from "../bench/report/result.ts";
import { emptyFolder } from "./cli.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** Ends what hangs; says nothing of speed. */
const BOUND = 300_000;

async function bench(...args: readonly string[]): Promise<{ readonly stdout: string }> {
  const file = join(ROOT, "bench/main.ts");
  return await promisify(execFile)(process.execPath, [file, ...args], { cwd: ROOT });
}

test(
  "npm run bench measures, judges what it measured, and leaves a result",
  { timeout: BOUND },
  async () => {
    const out = await emptyFolder();
    const args = ["run", "--silent", "bench", "--", "--only", "a", "--quick", "--out", out];
    const bound = { cwd: ROOT, timeout: BOUND - 10_000 };
    const { stdout } = await promisify(execFile)("npm", args, bound);
    expect(stdout).toMatch(/counted ÷ validated +\d/);
    expect(stdout).toMatch(/validated ÷ counted +\d/);
    const [name = ""] = await readdir(out);
    const result = JSON.parse(await readFile(join(out, name), "utf8")) as Result;
    const [section] = result.sections;
    expect([result.quick, section?.id]).toEqual([true, "a"]);
    for (const { values } of section?.rows ?? []) expect(values).toEqual([expect.any(Number)]);
    // Two verdicts that pass, one without sockets, and five faults at each of two speeds.
    expect(section?.checks.map(({ ok }) => ok)).toEqual(Array.from({ length: 13 }, () => true));
    expect(section?.checks[0]?.found).toBe(
      "pass, no finding, all 10,000 events, in each of 1 runs",
    );
  },
);

test("bad options are refused, and help is given", async () => {
  await expect(bench("--only", "x")).rejects.toMatchObject({
    code: 64,
    stderr: "--only x: there are a, b, c, d, e, f.\nnpm run bench -- --help tells more.\n",
  });
  expect((await bench("--help")).stdout).toMatch(/--quick .*\n(.*\n)*.*Exit codes: 0/);
});
