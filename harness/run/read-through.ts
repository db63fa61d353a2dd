import { HarnessError } from "../errors/harness-error.ts";

/**
 * Reads every value of a config once, as far as it is plain data: what code of the user's throws in there (a getter, a
 * proxy) is told as a fault of the config, wherever it would be read first.
 *
 * @param hide takes secrets out of what was thrown
 * @throws HarnessError `bad-config` that names the key
 */
export function readThrough(config: object, file: string, hide: (text: string) => string): void {
  const path: string[] = [];
  const seen = new Set<object>();
  const read = (value: unknown): void => {
    if (!isPlain(value) || seen.has(value)) return;
    seen.add(value);
    for (const key of Object.keys(value)) {
      path.push(key);
      read(value[key]);
      path.pop();
    }
  };
  try {
    read(config);
  } catch (cause) {
    const where = path.length === 0 ? file : `${path.join(".")} of ${file}`;
    throw new HarnessError(
      "bad-config",
      `${where} threw when it was read: ${hide(String(cause))}`,
      {
        cause,
      },
    );
  }
}

/** What is of a class is read by whoever knows it. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
