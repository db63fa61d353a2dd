import { execFile } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder } from "./cli.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

interface Demo {
  readonly code: number | null;
  readonly verdict: Verdict;
  /** Of its output folder: name and bytes. */
  readonly files: ReadonlyMap<string, number>;
}

/** A demo in which no file may grow beyond so many KiB. */
async function limitedDemo(kib: number): Promise<Demo> {
  const folder = await emptyFolder();
  const limited = `ulimit -f ${kib}; exec "$0" "$@"`;
  const args = ["-c", limited, process.execPath, MAIN, "demo", "--json"];
  const { code, stdout } = await new Promise<{ code: number | null; stdout: string }>((settle) => {
    const child = execFile("bash", args, { cwd: folder, timeout: 60_000 }, (_error, out) => {
      settle({ code: child.exitCode, stdout: out });
    });
  });
  const out = join(folder, "quintet-report");
  const files = new Map(readdirSync(out).map((name) => [name, statSync(join(out, name)).size]));
  return { code, verdict: JSON.parse(stdout) as Verdict, files };
}

test("a disk that is full while the history is written: unknown, exit 2, and the verdict still on stdout", async () => {
  // The history of a demo is larger, its plan and its verdict are not.
  const { code, verdict } = await limitedDemo(256);
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
  expect(code).toBe(2);
});

test("what does not fit on a disk is not left there in half", async () => {
  const { code, verdict, files } = await limitedDemo(4);
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
  expect(code).toBe(2);
  expect(files.has("plan.json")).toBe(false);
  expect([...files].filter(([, bytes]) => bytes === 4 * 1_024)).toEqual([]);
});
