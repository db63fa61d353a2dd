import { readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
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
