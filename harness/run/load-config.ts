import { lstatSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import { systemCode } from "../errors/network-codes.ts";
import { environmentSecrets } from "../ownership/secret-names.ts";
import { createVeil } from "../ownership/veil.ts";
import type { Config } from "./config.ts";
import { importWithOwn } from "./own-imports.ts";
import { readThrough } from "./read-through.ts";

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
 * @throws HarnessError `file-missing`, `bad-usage` for what cannot be a config or looked for, `bad-config`
 */
export async function loadConfig(named: string | undefined, folder: string): Promise<LoadedConfig> {
  const file = named ?? NAMES.find((name) => isThere(resolve(folder, name))) ?? null;
  if (file === null) return { config: {}, file: null };
  const path = resolve(folder, file);
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && !isThere(path))
      throw new HarnessError("file-missing", `There is no config file ${file}.`, { cause: error });
    throw unreadable(file, error);
  });
  if (status.isDirectory()) {
    throw new HarnessError("bad-usage", `${file} is a folder, and no config file.`, {
      hint: `Name the file in it, such as ${join(file, NAMES[0] ?? "")}, or start quintet in there.`,
    });
  }
  // Of a pipe nobody knows when it says something.
  if (!status.isFile())
    throw new HarnessError("bad-usage", `${file} is no file.`, { hint: A_FILE });
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
  readThrough(config, file, createVeil(environmentSecrets(process.env)).hide);
  return { config, file };
}

const A_FILE = "Write the config into a file, and name that.";

/** Also a link that leads nowhere: whoever made it wants it to be read. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    const why = systemCode(cause) || String(cause);
    throw new HarnessError(
      "bad-usage",
      `Nobody can look for a config in ${dirname(path)}: ${why}.`,
      {
        cause,
        hint: "Start quintet in a folder that you may read (cd), or name a config that you may read.",
      },
    );
  }
}

function unreadable(file: string, cause: NodeJS.ErrnoException): HarnessError {
  const why = cause.code === "ENOENT" ? "it is a link that leads nowhere" : cause.message;
  return new HarnessError("file-missing", `${file} cannot be read: ${why}.`, {
    cause,
    hint: "Check its permissions, and where it leads if it is a link.",
  });
}

const BYTE_ORDER_MARK = "\uFEFF";

async function readJson(path: string, file: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch (error) {
    throw new HarnessError("bad-config", `${file} is not JSON${placeIn(error)}.`, {
      cause: error,
      hint: "JSON has no comments, and no comma after the last entry. A config that wants them may be a quintet.config.js: export default { … }.",
    });
  }
}

async function importModule(path: string, file: string): Promise<unknown> {
  try {
    return await unlessStuck(defaultOf(path), file);
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    const { hide } = createVeil(environmentSecrets(process.env));
    throw new HarnessError("bad-config", `${file} could not be loaded: ${hide(String(error))}`, {
      cause: error,
      hint: "Run it by itself with node to see where; a package that it imports must be installed here.",
    });
  }
}

async function defaultOf(path: string): Promise<unknown> {
  const module: unknown = await importWithOwn(path);
  if (typeof module !== "object" || module === null || !("default" in module)) return null;
  // It may be a promise.
  return await module.default;
}

/** @throws HarnessError `bad-config` where it waits, and nothing is left that could end the wait */
async function unlessStuck(config: Promise<unknown>, file: string): Promise<unknown> {
  const { promise: stuck, reject } = Promise.withResolvers<never>();
  const tell = (): void => {
    reject(
      new HarnessError("bad-config", `${file} waits for something that cannot come.`, {
        hint: "Look for an `await` in it, or in what it imports, that nothing ends.",
      }),
    );
  };
  process.once("beforeExit", tell);
  try {
    return await Promise.race([config, stuck]);
  } finally {
    process.off("beforeExit", tell);
  }
}

/** Where the parser stopped. What it says besides quotes the file, and a config may hold a secret. */
function placeIn(error: unknown): string {
  const [, position] = / at position (\d+)/.exec(String(error)) ?? [];
  return position === undefined ? "" : ` from character ${Number(position) + 1} on`;
}
