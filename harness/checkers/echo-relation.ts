import { equal } from "./equal.ts";
import type { Received } from "./scene.ts";
import type { Call } from "./spans.ts";

/** Whether the end of a span contradicts its beginning, in the label or in what it must repeat. */
export function isCrossed(call: Call, calls: readonly Call[]): boolean {
  const { open, close, rule } = call;
  if (open === null || close === null) return false;
  if (rule.label !== null && differs(labelAt(open, rule.label), labelAt(close, rule.label))) {
    return true;
  }
  return rule.echoes.some((echo) => {
    const said = at(open, echo.open);
    const repeated = at(close, echo.close);
    if (!differs(said, repeated)) return false;
    const others = calls.filter((other) => other !== call && other.open !== null);
    const another = others.some(({ open: other }) => {
      return other !== null && other.op.truncated !== true && equal(at(other, echo.open), repeated);
    });
    return another || !isPartOf(said, repeated);
  });
}

/** Both are there, and they are not the same. What was cut when it was recorded is not known. */
function differs(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && !equal(a, b);
}

/** A label that is empty names no other: that is content's. */
function labelAt(received: Received, path: string): unknown {
  const label = at(received, path);
  return typeof label === "string" && label.trim() === "" ? undefined : label;
}

/** A server may shorten what it repeats, or say more. */
function isPartOf(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && (a.includes(b) || b.includes(a));
}

/** The value at a dotted path of a payload; undefined: there is none, or the payload was cut. */
function at({ op }: Received, path: string): unknown {
  if (op.truncated === true) return undefined;
  let value: unknown = op.event.data;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
