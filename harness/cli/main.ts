#!/usr/bin/env node
// The door: it looks at Node's version before anything else is loaded, since newer syntax fails without a word.
import { Console } from "node:console";
import { fileURLToPath } from "node:url";
import { isOld, tooOld } from "../run/old-node.ts";
import { handOver, newerNode } from "./newer-node.ts";

const own = fileURLToPath(import.meta.url);
if (isOld(process.versions.node)) {
  const newer = newerNode([own, "package.json"]);
  if (newer === null) {
    console.error(tooOld(process.versions.node));
    process.exitCode = 64;
  } else {
    process.exitCode = await handOver(newer, own);
  }
} else {
  // First, so that a signal is heard while the rest is loaded.
  const { hearInterrupts } = await import("./interrupt.ts");
  const interrupted = hearInterrupts();
  // Stdout is for the answer, and what a config says is none.
  globalThis.console = new Console(process.stderr);
  const args = process.argv.slice(2);
  const { mindUnwritten } = await import("./unwritten.ts");
  mindUnwritten();
  const { sayUnanswered } = await import("./unanswered.ts");
  const answered = sayUnanswered(args);
  const { sayStrays } = await import("./strays.ts");
  sayStrays(args);
  const { main } = await import("./program.ts");
  process.exitCode = await main(args, interrupted);
  answered();
  // What a signal ended may go on unheard, and what a config opened may never end: nobody waits for that. What could
  // not be written is told a turn later.
  setImmediate(() => process.exit());
}
