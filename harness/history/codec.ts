import { type Claims, GUARANTEE_NAMES } from "../verdict/guarantee.ts";
import type { HistoryHeader } from "./header.ts";
import { HEADER_FIELDS } from "./header-shape.ts";
import type { Op } from "./op.ts";
import { OP_SHAPES } from "./op-shapes.ts";
import { isRecord, type Shape } from "./shape.ts";

/** A line of a history that holds no op (or no header), and why. A value: damage is to be judged, not thrown. */
export interface DamagedLine {
  readonly type: "damaged";
  /** Number of the line in the file, from 1. */
  readonly line: number;
  readonly reason: string;
}

/**
 * One line of a history file, without its line feed: the header first, then the ops.
 *
 * Plain JSON, so it survives everything that JSON does: lone surrogates and control characters are
 * escaped, `__proto__` stays an own key. What JSON lacks (NaN, undefined, bigint) must not be in it.
 */
export function encodeLine(value: HistoryHeader | Op): string {
  return JSON.stringify(value);
}

const HEADER_ENTRIES = Object.entries<Shape>(HEADER_FIELDS);

/** A guarantee that the writing version did not know was not looked at. */
const NOTHING_CLAIMED = Object.fromEntries(GUARANTEE_NAMES.map((name) => [name, "off"])) as Claims;

/** The format of histories that is written here. */
const FORMAT: HistoryHeader["quintet"] = 1;

/** The first line of a history. */
export function decodeHeader(line: string): HistoryHeader | DamagedLine {
  const value = parse(line);
  if (!isRecord(value)) return damaged(1, "not a JSON object");
  if (!("quintet" in value)) return damaged(1, "its first line is no header of a Quintet history");
  const { quintet: format } = value;
  if (typeof format === "number" && format > FORMAT)
    return damaged(1, `it is of format ${format}, which a later Quintet wrote: use that one`);
  const misfitting = misfit(value, HEADER_ENTRIES, 1);
  if (misfitting) return misfitting;
  const header = value as unknown as HistoryHeader;
  return { ...header, claims: { ...NOTHING_CLAIMED, ...header.claims } };
}

/**
 * Any further line. Every field that a checker reads is checked; an op type of a later version is damage.
 *
 * @param number of the line in the file, from 1
 */
export function decodeOp(line: string, number: number): Op | DamagedLine {
  const value = parse(line);
  if (!isRecord(value)) return damaged(number, "not a JSON object");
  const type = value["type"];
  const entries = OP_SHAPES.get(type);
  if (entries === undefined) return damaged(number, `unknown type of op: ${excerpt(type)}`);
  return misfit(value, entries, number) ?? (value as unknown as Op);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function misfit(
  value: Readonly<Record<string, unknown>>,
  entries: readonly (readonly [string, Shape])[],
  line: number,
): DamagedLine | null {
  for (const [key, shape] of entries) {
    if (!shape.fits(value[key])) {
      return damaged(line, `${key} must be ${shape.name}, and is ${excerpt(value[key])}`);
    }
  }
  return null;
}

function damaged(line: number, reason: string): DamagedLine {
  return { type: "damaged", line, reason };
}

function excerpt(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "a list" : "an object";
  return JSON.stringify(value).slice(0, 60);
}
