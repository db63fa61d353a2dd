import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFresh } from "./write-fresh.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "quintet-test-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test("a link under the name is removed, and what it led to stays", () => {
  const [other, name] = [join(folder(), "mine"), join(folder(), "verdicts.json")];
  writeFileSync(other, "mine");
  symlinkSync(other, name);
  writeFresh(name, "{}");
  expect([readFileSync(other, "utf8"), readFileSync(name, "utf8")]).toEqual(["mine", "{}"]);
});

test("whoever could read what lay there cannot read what takes its place", () => {
  const name = join(folder(), "verdicts.json");
  writeFileSync(name, "old and longer", { mode: 0o644 });
  writeFresh(name, "{}");
  expect([readFileSync(name, "utf8"), statSync(name).mode & 0o777]).toEqual(["{}", 0o600]);
});
