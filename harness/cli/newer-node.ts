import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isOld } from "../run/old-node.ts";

// Loaded by whatever Node the machine has: nothing in here may be newer than Node 18.

/**
 * The program of the package `node`, which brings Node into a project, where it can be seen from one of these
 * files or folders; null: there is none, or it is too old itself.
 */
export function newerNode(places: readonly string[]): string | null {
  for (const place of places) {
    try {
      const manifest = createRequire(pathToFileURL(place)).resolve("node/package.json");
      const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version?: unknown };
      const program = join(dirname(manifest), "bin", "node");
      if (typeof version === "string" && !isOld(version) && existsSync(program)) return program;
    } catch {
      // Not there: the next.
    }
  }
  return null;
}

/** Does what we were asked for under another Node. @returns its exit code */
export async function handOver(node: string, main: string): Promise<number> {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  // A terminal tells the whole group; who is told alone must pass it on. Either way the child ends first.
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return await new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("exit", (code) => settle(code ?? 70));
  });
}
