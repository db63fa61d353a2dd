import type { Retelling } from "../../contract/contract.ts";
import { isJson } from "../../contract/is-json.ts";
import type { Received } from "../scene/scene.ts";
import type { Call } from "../scene/spans.ts";
import { textDifference } from "../scene/text-difference.ts";

/** What is wrong with the text of a span. */
export interface TextFault {
  readonly kind: "lost-piece" | "doubled-piece" | "moved-piece" | "torn";
  readonly at: Received;
  readonly other: Received | null;
  /** A clause for the report. */
  readonly words: string;
}

/**
 * The first thing wrong with the text that a closed span was streamed as, or one in loose pieces alone: it is not what
 * was told of it again as a whole, or not what its rule says that it is. What was cut when recorded is not judged.
 *
 * `received`: the stream that the span is of.
 */
export function textFault(call: Call, received: readonly Received[]): TextFault | null {
  const { close, rule, early, late } = call;
  if (call.loose) return looseFault(call, received);
  if (rule.delta === null || close === null || call.open === null) return null;
  // Pieces out of their span are told as such.
  if (early.length > 0 || late.length > 0) return null;
  const pieces = call.inside.map((one) => pieceOf(one, rule.delta ?? ""));
  if (!pieces.every((piece) => piece !== null)) return null;
  const fault = faultAgainst(pieces, call, close, received);
  if (fault !== null) return fault;
  const joined = pieces.join("");
  if (rule.joins !== "json" || joined === "" || isJson(joined)) return null;
  return { kind: "torn", at: close, other: null, words: "does not join to JSON" };
}

/** Loose pieces have no end of their own: what was told as a whole after the last of them counts. */
function looseFault(call: Call, received: readonly Received[]): TextFault | null {
  const { rule, chunks, open, close, inside } = call;
  const { delta } = rule;
  const last = chunks.at(-1);
  if (delta === null || last === undefined) return null;
  if (open !== null || close !== null || inside.length > 0) return null;
  // The first may only name it.
  const said = chunks.filter(({ op }) => op.truncated === true || op.event.data[delta] != null);
  const pieces = said.map((one) => pieceOf(one, delta));
  if (!pieces.every((piece) => piece !== null)) return null;
  return faultAgainst(pieces, call, last, received);
}

/** `end`: the last event of the span. */
function faultAgainst(
  pieces: readonly string[],
  call: Call,
  end: Received,
  received: readonly Received[],
): TextFault | null {
  for (const { other, text } of retellings(call, end, received)) {
    const difference = textDifference(pieces, text);
    if (difference !== null) return { ...HOW[difference.kind], at: end, other };
  }
  return null;
}

const HOW = {
  lost: { kind: "lost-piece", words: "lacks a piece of what was told of it as a whole" },
  doubled: { kind: "doubled-piece", words: "has a piece twice that it has once as a whole" },
  moved: { kind: "moved-piece", words: "has its pieces in another order than as a whole" },
  other: { kind: "torn", words: "is not what was told of it as a whole" },
} as const;

function pieceOf({ op }: Received, field: string): string | null {
  const piece = op.truncated === true ? null : op.event.data[field];
  return typeof piece === "string" ? piece : null;
}

/** What was told of a span when it closed, or later. */
function* retellings({ id, rule }: Call, close: Received, received: readonly Received[]) {
  const rules = rule.retold ?? [];
  if (rules.length === 0 || id === null) return;
  for (const other of received.slice(received.indexOf(close))) {
    const { type, data } = other.op.event;
    for (const retelling of other.op.truncated === true ? [] : rules) {
      if (retelling.type !== type) continue;
      for (const item of valuesAt([data], retelling.items)) {
        const [text] = valuesAt([item], retelling.text);
        if (typeof text === "string" && isMeant(item, id, retelling)) yield { other, text };
      }
    }
  }
}

function isMeant(item: unknown, id: string, { id: path, where }: Retelling): boolean {
  const [name] = valuesAt([item], path);
  if (name !== id) return false;
  if (where === undefined) return true;
  const [value] = valuesAt([item], where.path);
  return typeof value === "string" && where.is.includes(value);
}

/** The values at a dotted path, lists walked; `.` is where it begins. */
function valuesAt(values: readonly unknown[], path: string): readonly unknown[] {
  if (path === ".") return values;
  return path
    .split(".")
    .reduce((found, key) => found.flatMap((one) => entriesOf(one, key)), values);
}

function entriesOf(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(found) ? found : [found];
}
