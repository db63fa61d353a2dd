import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isOld } from "../run/old-node.ts";
import { HANDED_OVER, PASSED_ON, type Told } from "./passed-signals.ts";

// Loaded by whatever Node the machine has: nothing in here may be newer than Node 18.

/**
 * The program of the package `node`, which brings Node into a project, where it can be seen from one of these
 * files or folders, absolute or from here; null: there is none, or it is too old itself.
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

/** Milliseconds until whoever does the work has heard a signal that went to the whole group. */
const HEARD = 250;

/**
 * Does what we were asked for under another Node. Signals are told by words, with how many came: a terminal, or
 * whoever ends a group, sends them to both, and the second of a kind would end at once what the first ends in order.
 *
 * @returns its exit code
 */
export async function handOver(node: string, main: string): Promise<number> {
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, [HANDED_OVER]: "1" },
  });
  for (const signal of PASSED_ON) {
    let came = 0;
    process.on(signal, () => {
      came += 1;
      const told: Told = { signal, came };
      setTimeout(() => {
        if (child.connected) child.send(told, () => {});
      }, HEARD).unref();
    });
  }
  return await new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("exit", (code, signal) =>
      settle(code ?? (signal === null ? 70 : 128 + constants.signals[signal])),
    );
  });
}
