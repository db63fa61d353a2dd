import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { isJson } from "../harness/contract/is-json.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

/** Longer than any command of these suites takes: one that hangs fails instead of holding up the rest. */
const BOUND = 90_000;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `quintet` as a user does, in a folder of its own.
 *
 * @throws Error with all that it said, where `--json` was asked for and stdout is none
 */
export async function quintet(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return await new Promise((settle, fail) => {
    const child = execFile(
      process.execPath,
      [MAIN, ...args],
      { cwd: folder, timeout: BOUND, env: { ...process.env, NO_COLOR: "1", ...env } },
      (_error, stdout, stderr) => {
        const code = child.exitCode ?? -1;
        if (!args.includes("--json") || isJson(stdout)) settle({ code, stdout, stderr });
        else fail(new Error(`quintet ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`));
      },
    );
  });
}

/** An empty folder that is gone after the test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "quintet-suite-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
