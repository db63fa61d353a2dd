import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { page } from "./page.ts";
import type { Result } from "./result.ts";

/** @returns its path, named after its time: `2026-03-14-1509.json` */
export function writeResult(folder: string, result: Result): string {
  const name = `${result.date.slice(0, 16).replace("T", "-").replace(":", "")}.json`;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  return path;
}

/** Writes docs/benchmarks.md out of all results of a folder; without one nothing is written. */
export function renderDocs(folder: string, root: string): void {
  const results = globSync("*.json", { cwd: folder }).map(
    (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Result,
  );
  const text = page(results);
  if (text !== null) writeFileSync(join(root, "docs/benchmarks.md"), text);
}
