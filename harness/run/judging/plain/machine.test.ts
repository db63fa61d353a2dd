import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../testing/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../../..");

test("what is loaded is what its sources say: else `npm run build` is due", () => {
  const target = join(temporaryFolder(), "plain.wasm");
  execFileSync(process.execPath, [join(ROOT, "scripts/wasm.mjs"), target], { cwd: ROOT });
  const loaded = readFileSync(join(import.meta.dirname, "plain.wasm"));
  expect(loaded.equals(readFileSync(target))).toBe(true);
});
