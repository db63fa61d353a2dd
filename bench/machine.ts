import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type as system } from "node:os";
import type { Machine } from "./report/result.ts";

export function thisMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${system()} ${release()}`,
    node: process.versions.node,
  };
}

/** The commit that is checked out in the folder, with `+` behind it where files of it were changed. */
export function commitOf(folder: string): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
    return `${git("rev-parse", "--short", "HEAD").trim()}${changed ? "+" : ""}`;
  } catch {
    return "unknown";
  }
}
