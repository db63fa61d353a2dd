// What is measured is what is installed: JavaScript, without the compiler that sources bring into a process.
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, ".bench");

/** What no TypeScript compiler makes: `npm ci` has built it. */
const WASM = "harness/run/judging/plain/plain.wasm";

/** Compiles the project and its benchmarks. @throws when it does not compile */
export function build(): void {
  rmSync(OUT, { recursive: true, force: true });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const args = [tsc, "--project", join(ROOT, "bench/tsconfig.json")];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) throw new Error("the project does not compile");
  copyFileSync(join(ROOT, WASM), join(OUT, WASM));
}

/** The compiled form of a source, by its path from the root, such as `bench/server.ts`. */
export function built(source: string): string {
  return join(OUT, source.replace(/\.ts$/, ".js"));
}
