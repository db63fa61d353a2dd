import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { onTestFinished } from "vitest";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

/** A command of ours that goes on by itself. */
export interface Started {
  readonly child: ChildProcess;
  /** Ids of the processes that it started and that still live, itself included. */
  readonly alive: () => readonly number[];
}

/**
 * Starts `quintet` as a user does, and returns once it has said this on stderr. It is ended with the test at the
 * latest.
 *
 * @throws Error with all that it said, where it ended without that
 */
export async function startedUntil(
  word: string,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const mark = randomUUID();
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, ...env, QUINTET_SUITE_MARK: mark },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for await (const chunk of child.stderr.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes(word)) break;
  }
  if (!said.includes(word)) throw new Error(`quintet ${args.join(" ")} ended, and said:\n${said}`);
  child.stderr.resume();
  return { child, alive: () => bearing(mark) };
}

/** What a file of `/proc` says; nothing where its process is gone. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Processes whose environment holds the mark. */
function bearing(mark: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => textOf(`/proc/${id}/environ`).includes(mark))
    .map(Number);
}
