import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import { environmentSecrets } from "../ownership/secret-names.ts";
import { createVeil } from "../ownership/veil.ts";
import type { Config } from "./config.ts";
import { importWithOwn } from "./own-imports.ts";

const NAMES = [
  "quintet.config.ts",
  "quintet.config.js",
  "quintet.config.mjs",
  "quintet.config.json",
];

/** Endings of what can be read as a config. */
const ENDINGS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];

/** Whether a file of this name could be a config, as far as its ending tells. */
export function isConfigName(name: string): boolean {
  return ENDINGS.includes(extname(name));
}

/** A config and the file it came from; null: no file was named and none stands in the folder. */
export interface LoadedConfig {
  readonly config: Config;
  readonly file: string | null;
}

/**
 * Reads the config that was named, or the `quintet.config.*` of the folder.
 *
 * @throws HarnessError `file-missing`, `bad-usage` for what cannot be a config, `bad-config`
 */
export async function loadConfig(named: string | undefined, folder: string): Promise<LoadedConfig> {
  const file = named ?? NAMES.find((name) => existsSync(resolve(folder, name))) ?? null;
  if (file === null) return { config: {}, file: null };
  const path = resolve(folder, file);
  if (!existsSync(path)) throw new HarnessError("file-missing", `There is no config file ${file}.`);
  if ((await stat(path)).isDirectory()) {
    throw new HarnessError("bad-usage", `${file} is a folder, and no config file.`, {
      hint: `Name the file in it, such as ${join(file, NAMES[0] ?? "")}, or start quintet in there.`,
    });
  }
  const ending = extname(path);
  if (!ENDINGS.includes(ending)) {
    throw new HarnessError(
      "bad-usage",
      `${file}: the ending of a config is one of ${ENDINGS.join(", ")}.`,
    );
  }
  const config = ending === ".json" ? await readJson(path, file) : await importModule(path, file);
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    const wanted = ending === ".json" ? "hold an object" : "export an object as its default";
    throw new HarnessError("bad-config", `${file} must ${wanted}: that is the config.`);
  }
  return { config, file };
}

async function readJson(path: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new HarnessError("bad-config", `${file} is not JSON${placeIn(error)}.`, { cause: error });
  }
}

async function importModule(path: string, file: string): Promise<unknown> {
  try {
    const module: unknown = await importWithOwn(path);
    return typeof module === "object" && module !== null && "default" in module
      ? module.default
      : null;
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    const { hide } = createVeil(environmentSecrets(process.env));
    throw new HarnessError("bad-config", `${file} could not be loaded: ${hide(String(error))}`, {
      cause: error,
      hint: "Run it by itself with node to see where; a package that it imports must be installed here.",
    });
  }
}

/** Where the parser stopped. What it says besides quotes the file, and a config may hold a secret. */
function placeIn(error: unknown): string {
  const [, position] = / at position (\d+)/.exec(String(error)) ?? [];
  return position === undefined ? "" : ` from character ${Number(position) + 1} on`;
}
