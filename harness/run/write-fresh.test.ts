import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { writeFresh } from "./write-fresh.ts";

test("a link under the name is removed, and what it led to stays", () => {
  const [other, name] = [join(temporaryFolder(), "mine"), join(temporaryFolder(), "verdicts.json")];
  writeFileSync(other, "mine");
  symlinkSync(other, name);
  writeFresh(name, "{}");
  expect([readFileSync(other, "utf8"), readFileSync(name, "utf8")]).toEqual(["mine", "{}"]);
});

test("whoever could read what lay there cannot read what takes its place", () => {
  const name = join(temporaryFolder(), "verdicts.json");
  writeFileSync(name, "old and longer", { mode: 0o644 });
  writeFresh(name, "{}");
  expect([readFileSync(name, "utf8"), statSync(name).mode & 0o777]).toEqual(["{}", 0o600]);
});

/** What stands under a name once so many characters were written to it where no file may hold more than 1,024 bytes. */
async function limited(characters: number): Promise<string | null> {
  const name = join(temporaryFolder(), "verdicts.json");
  writeFileSync(name, "old");
  const code = `
    const [module, name, characters] = process.argv.slice(1);
    const { writeFresh } = await import(module);
    writeFresh(name, "x".repeat(Number(characters)));`;
  const args = [import.meta.resolve("./write-fresh.ts"), name, String(characters)];
  const node = [process.execPath, "--input-type=module", "-e", code, ...args];
  const child = spawn("bash", ["-c", 'ulimit -f 1; exec "$@"', "bash", ...node]);
  await once(child, "exit");
  return existsSync(name) ? readFileSync(name, "utf8") : null;
}

test("what does not fit is not left in half", async () => {
  expect(await limited(1_025)).toBe(null);
});

test("what fits to the last byte is there", async () => {
  expect(await limited(1_024)).toBe("x".repeat(1_024));
});
