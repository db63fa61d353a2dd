import type { RecorderLimits } from "./limits.ts";
import { cut } from "./printable.ts";

export type Payload = Readonly<Record<string, unknown>>;

export interface KeptPayload {
  readonly data: Payload;
  /** Something was left out: the absence of a text proves nothing then. */
  readonly truncated: boolean;
}

/** What stands where a level too deep was. */
const TOO_DEEP = "…";

/**
 * Whether a payload is kept as it is: within the limits, nothing that JSON cannot carry, and no text
 * that `suspect` finds fault with. Allocates nothing, for it is asked of every event.
 */
export function keepsWhole(
  data: Payload,
  limits: RecorderLimits,
  suspect: (text: string) => boolean,
): boolean {
  return spend(data, limits, suspect, limits.depth, limits.payload) >= 0;
}

/** What is left of the budget after this value; negative: it does not fit. */
function spend(
  value: unknown,
  limits: RecorderLimits,
  suspect: (text: string) => boolean,
  depth: number,
  budget: number,
): number {
  if (typeof value === "string") {
    return value.length > limits.text || suspect(value) ? -1 : budget - value.length - 2;
  }
  if (typeof value === "number") return isCarried(value) ? budget - 1 : -1;
  if (typeof value === "boolean" || value === null) return budget - 1;
  if (typeof value !== "object" || depth === 0) return -1;
  let left = budget - 2;
  if (Array.isArray(value)) {
    if (value.length > limits.entries) return -1;
    for (let at = 0; at < value.length && left >= 0; at += 1) {
      left = spend(value[at], limits, suspect, depth - 1, left);
    }
    return left;
  }
  const keys = Object.keys(value);
  if (keys.length > limits.entries) return -1;
  for (let at = 0; at < keys.length && left >= 0; at += 1) {
    const key = keys[at] ?? "";
    if (key.length > limits.text || suspect(key)) return -1;
    const held = (value as Payload)[key];
    left = spend(held, limits, suspect, depth - 1, left - key.length - 3);
  }
  return left;
}

/** Of the numbers that JavaScript has, JSON drops these: they would differ after a reading. */
function isCarried(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

/**
 * A copy of a payload that fits the limits, every text and key through `clean`. Whatever was in it,
 * the copy is plain JSON: `__proto__` is an own key of it, and no prototype is touched.
 */
export function trim(
  data: Payload,
  limits: RecorderLimits,
  clean: (text: string) => string,
): KeptPayload {
  const trimmer = new Trimmer(limits, clean);
  return { data: trimmer.object(data, limits.depth), truncated: trimmer.truncated };
}

class Trimmer {
  readonly #limits: RecorderLimits;
  readonly #clean: (text: string) => string;
  #left: number;
  truncated = false;

  constructor(limits: RecorderLimits, clean: (text: string) => string) {
    this.#limits = limits;
    this.#clean = clean;
    this.#left = limits.payload;
  }

  object(value: object, depth: number): Payload {
    const keys = Object.keys(value);
    const entries: [string, unknown][] = [];
    for (const key of keys) {
      if (entries.length === this.#limits.entries || this.#left <= 0) {
        this.truncated = true;
        break;
      }
      entries.push([this.#text(key), this.#value((value as Payload)[key], depth - 1)]);
    }
    // fromEntries defines keys instead of assigning them: __proto__ sets no prototype.
    return Object.fromEntries(entries);
  }

  #list(value: readonly unknown[], depth: number): unknown[] {
    const items: unknown[] = [];
    for (const item of value) {
      if (items.length === this.#limits.entries || this.#left <= 0) {
        this.truncated = true;
        break;
      }
      items.push(this.#value(item, depth - 1));
    }
    return items;
  }

  #value(value: unknown, depth: number): unknown {
    this.#left -= 2;
    if (typeof value === "string") return this.#text(value);
    if (typeof value === "boolean" || value === null) return value;
    if (typeof value === "number" && Number.isFinite(value)) return value + 0;
    if (typeof value === "object" && depth > 0) {
      return Array.isArray(value) ? this.#list(value, depth) : this.object(value, depth);
    }
    this.truncated = true;
    return typeof value === "object" ? TOO_DEEP : null;
  }

  #text(text: string): string {
    const clean = this.#clean(text);
    const kept = cut(clean, Math.max(0, Math.min(this.#limits.text, this.#left)));
    if (kept.length < clean.length) this.truncated = true;
    this.#left -= kept.length;
    return kept;
  }
}
