import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder } from "./cli.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

test("a disk that is full while the history is written: unknown, exit 2, and the verdict still on stdout", async () => {
  const folder = await emptyFolder();
  // No file may grow beyond 256 KiB: the history of a demo is larger, its plan and its verdict are not.
  const limited = `ulimit -f 256; exec "$0" "$@"`;
  const args = ["-c", limited, process.execPath, MAIN, "demo", "--json"];
  const { code, stdout } = await new Promise<{ code: number | null; stdout: string }>((settle) => {
    const child = execFile("bash", args, { cwd: folder, timeout: 60_000 }, (_error, out) => {
      settle({ code: child.exitCode, stdout: out });
    });
  });
  const verdict = JSON.parse(stdout) as Verdict;
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
  expect(code).toBe(2);
});
