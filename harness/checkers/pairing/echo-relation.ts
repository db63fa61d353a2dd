import { equal } from "../scene/equal.ts";
import type { Received } from "../scene/scene.ts";
import type { Call } from "../scene/spans.ts";

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
    const another = calls.some((other) => {
      if (other === call || other.open === null) return false;
      const asked = at(other.open, echo.open);
      return isKnown(asked) && fits(asked, repeated);
    });
    const whole = !said.cut && !repeated.cut;
    return another || (whole && !isPartOf(said.value, repeated.value));
  });
}

/** A value of a payload; undefined: it is not there, or not known. */
interface Told {
  readonly value: unknown;
  /** More may have followed: the payload was cut when it was recorded. */
  readonly cut: boolean;
}

/** Both are there, and they are not the same. */
function differs(a: Told, b: Told): boolean {
  return isKnown(a) && isKnown(b) && !fits(a, b);
}

function isKnown({ value }: Told): boolean {
  return value !== undefined;
}

/** Whether they are the same, as far as they were kept. */
function fits(a: Told, b: Told): boolean {
  if (!a.cut && !b.cut) return equal(a.value, b.value);
  if (typeof a.value !== "string" || typeof b.value !== "string") return true;
  return (a.cut && b.value.startsWith(a.value)) || (b.cut && a.value.startsWith(b.value));
}

/** A label that is empty names no other: that is content's. */
function labelAt(received: Received, path: string): Told {
  const label = at(received, path);
  const isEmpty = typeof label.value === "string" && label.value.trim() === "";
  return isEmpty || label.cut ? UNKNOWN : label;
}

/** A server may shorten what it repeats, or say more. */
function isPartOf(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && (a.includes(b) || b.includes(a));
}

const UNKNOWN: Told = { value: undefined, cut: true };

/** Characters of a text of a cut payload that are evidence: a shorter one may be a mask that stands for it. */
const TELLING = 64;

/** The value at a dotted path of a payload. Of a cut payload only texts are known, by their heads. */
function at({ op }: Received, path: string): Told {
  const cut = op.truncated === true;
  let value: unknown = op.event.data;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return UNKNOWN;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  const tells = !cut || (typeof value === "string" && value.length >= TELLING);
  return tells ? { value, cut } : UNKNOWN;
}
