import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

/** Version of this package. */
export const version: string = read();

function read(): string {
  const file = findPackageJSON("..", import.meta.url);
  const manifest: unknown = file === undefined ? null : JSON.parse(readFileSync(file, "utf8"));
  const named = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return named ? String(manifest.version) : "unknown";
}
