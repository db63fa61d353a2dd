// Compiles the package to dist/ and gives the bin its run bit.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { COMPILED, compile } from "./wasm.mjs";

const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin",
  "tsc",
);
rmSync("dist", { recursive: true, force: true });
await compile(".", COMPILED);
execFileSync(process.execPath, [tsc, "--project", "tsconfig.build.json"], { stdio: "inherit" });
copyFileSync(COMPILED, join("dist", COMPILED));
chmodSync("dist/harness/cli/main.js", 0o755);
