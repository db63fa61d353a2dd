#!/usr/bin/env node
// The door: it looks at Node's version before anything else is loaded, since newer syntax fails without a word.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isOld, tooOld } from "../run/old-node.ts";
import { handOver, newerNode } from "./newer-node.ts";
import { hearPassedSignals } from "./passed-signals.ts";

const own = fileURLToPath(import.meta.url);
if (isOld(process.versions.node)) {
  const newer = newerNode([own, join(process.cwd(), "package.json")]);
  if (newer === null) {
    console.error(tooOld(process.versions.node));
    process.exitCode = 64;
  } else {
    process.exitCode = await handOver(newer, own);
  }
} else {
  hearPassedSignals();
  // Whoever reads us may stop reading, such as `head` or a terminal that is closed: that is no failure of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    });
  }
  const args = process.argv.slice(2);
  const { sayWhenStuck } = await import("./stuck.ts");
  sayWhenStuck(args);
  const { sayStrays } = await import("./strays.ts");
  sayStrays(args);
  const { main } = await import("./program.ts");
  process.exitCode = await main(args);
}
