import module from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";

/** Doors of the package that a config may import by name, and what stands behind them, beside this file. */
const DOORS = {
  quintet: "../index",
  "quintet/conformance": "../conformance/index",
  "quintet/vitest": "../../fixtures/real-services",
} as const;

/**
 * Imports a module of the user's in which `quintet` means this very Quintet, so that a config works in
 * a folder without a `package.json`, and never mixes two copies. A file that ends in `.ts` or `.js` is taken as
 * an ES module, whatever stands, or does not stand, in the folder's `package.json`.
 */
export async function importWithOwn(path: string): Promise<unknown> {
  const address = pathToFileURL(path).href;
  const hooks = module.registerHooks({
    resolve(specifier, context, next) {
      const door = doorOf(specifier);
      return door === null ? next(specifier, context) : { url: door, shortCircuit: true };
    },
    load(url, context, next) {
      return url === address
        ? next(url, { ...context, format: formatOf(path) })
        : next(url, context);
    },
  });
  try {
    return await import(address);
  } finally {
    hooks.deregister();
  }
}

function doorOf(specifier: string): string | null {
  if (!Object.hasOwn(DOORS, specifier)) return null;
  const file = DOORS[specifier as keyof typeof DOORS];
  return new URL(`${file}${extname(import.meta.filename)}`, import.meta.url).href;
}

function formatOf(path: string): string {
  return extname(path) === ".ts" ? "module-typescript" : "module";
}
