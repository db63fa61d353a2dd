import { HarnessError } from "../errors/harness-error.ts";
import type { Fields } from "./json-fields.ts";

/** What a server's `ping` is answered with: a message, or one made from the ping's own fields. */
export type Pong = object | string | ((ping: Fields) => object | string);

/**
 * Null: the default answer does.
 *
 * @throws HarnessError `bad-config` when the answer is no JSON
 */
export function compilePong(pong: Pong | undefined): (ping: Fields) => string | null {
  if (pong === undefined) return () => null;
  if (typeof pong !== "function") {
    const text = encode(pong);
    if (text === null) throw new HarnessError("bad-config", "json({ pong }): that is no JSON.");
    return () => text;
  }
  return (ping) => {
    try {
      return encode((pong as (ping: Fields) => unknown)(ping));
    } catch {
      // What a server sends may surprise a mapping, and must not end the execution.
      return null;
    }
  };
}

function encode(message: unknown): string | null {
  if (typeof message === "string") return message;
  try {
    const text: unknown = JSON.stringify(message);
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}
