import { readFileSync } from "node:fs";
import module from "node:module";

/** Version of this package. */
export const version: string = read();

function read(): string {
  const file = module.findPackageJSON("..", import.meta.url);
  const manifest: unknown = file === undefined ? null : JSON.parse(readFileSync(file, "utf8"));
  const named = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return named ? String(manifest.version) : "unknown";
}
