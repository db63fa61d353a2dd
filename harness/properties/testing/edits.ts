import * as fc from "fast-check";
import type { EndOp, EventOp, Op } from "../../history/op.ts";

/** One thing that somebody changes in a record. */
export interface Edit {
  readonly how: keyof typeof HOW;
  /** Ops, taken round. */
  readonly at: number;
  readonly other: number;
  readonly field: number;
  /** The connections' own counts agree with it, as they would where the server has done it. */
  readonly agrees: boolean;
}

type Ops = readonly Op[];
type Fields = Readonly<Record<string, unknown>>;

const HOW = {
  drop: (ops: Ops, at: number) => ops.toSpliced(at, 1),
  double: (ops: Ops, at: number) => ops.toSpliced(at, 0, pick(ops, at)),
  repeat: (ops: Ops, at: number, other: number) => ops.toSpliced(other, 0, pick(ops, at)),
  swap: (ops: Ops, at: number, other: number) =>
    ops.with(at, pick(ops, other)).with(other, pick(ops, at)),
  take: (ops: Ops, at: number, other: number, field: number) =>
    changed(ops, at, (op) => taken(op, pick(ops, other), field)),
  blank: (ops: Ops, at: number, _other: number, field: number) =>
    changed(ops, at, (op) => ({ ...op, [nth(Object.keys(op), field)]: null })),
  envelope: (ops: Ops, at: number, other: number, field: number) =>
    inEvent(ops, at, (event) => taken(event, eventOf(pick(ops, other)), field)),
  unsaid: (ops: Ops, at: number, _other: number, field: number) =>
    inEvent(ops, at, (event) => ({ ...event, [nth(Object.keys(event), field)]: null })),
  payload: (ops: Ops, at: number, other: number, field: number) =>
    inEvent(ops, at, (event) => ({
      ...event,
      data: withValue(event["data"] as Fields, field, VALUES[other % VALUES.length]),
    })),
  emptied: (ops: Ops, at: number) => inEvent(ops, at, (event) => ({ ...event, data: {} })),
  later: (ops: Ops, at: number, other: number) =>
    ops.map((op, place) => (place < at ? op : { ...op, time: op.time + 100 * other })),
  counted: (ops: Ops, at: number, other: number) =>
    inEvent(ops, at, (event) => ({ ...event, seq: other })),
} as const;

const VALUES: readonly unknown[] = [
  "",
  " ",
  "é",
  '"',
  0,
  -1.5e-9,
  true,
  null,
  [],
  { a: [1] },
  "c1",
];

/** Of the events, sends and frames of a record. */
export const edits: fc.Arbitrary<Edit> = fc.record({
  how: fc.constantFrom(...(Object.keys(HOW) as (keyof typeof HOW)[])),
  at: fc.nat({ max: 10_000 }),
  other: fc.nat({ max: 10_000 }),
  field: fc.nat({ max: 20 }),
  agrees: fc.boolean(),
});

/** The record as it is then, its ops numbered again. */
export function edited(ops: Ops, { how, at, other, field, agrees }: Edit): Ops {
  const places = ops.flatMap(({ type }, place) =>
    ["event", "send", "frame"].includes(type) ? [place] : [],
  );
  if (places.length === 0) return ops;
  const one = places[at % places.length] ?? 0;
  const another = places[other % places.length] ?? 0;
  const values = how === "later" || how === "counted" || how === "payload" ? other % 40 : another;
  const all = numbered(HOW[how](ops, one, values, field));
  return agrees ? counted(all) : all;
}

/** What the transport says itself is not counted. */
const CONTROLS: ReadonlySet<unknown> = new Set(["control-ping", "control-pong"]);

/** What a connection counted is what came on it. */
function counted(ops: Ops): Ops {
  const came = (connection: number) =>
    ops.filter((op) => {
      const isMessage = op.type === "event" || (op.type === "frame" && !CONTROLS.has(op.kind));
      return isMessage && op.connection === connection && op.part === undefined;
    }) as readonly (Op & { readonly bytes: number })[];
  return ops.map((op): Op => {
    if (op.type !== "close") return op;
    const messages = came(op.connection);
    const bytes = messages.reduce((sum, one) => sum + one.bytes, 0);
    return { ...op, frames: messages.length, bytes };
  });
}

function numbered(ops: Ops): Ops {
  return ops.map((op, index): Op => {
    if (op.type !== "end") return { ...op, index };
    const end: EndOp = { ...op, index, ops: ops.length };
    return end;
  });
}

function changed(ops: Ops, at: number, change: (op: Fields) => Fields): Ops {
  return ops.with(at, change(pick(ops, at) as unknown as Fields) as unknown as Op);
}

function inEvent(ops: Ops, at: number, change: (event: Fields) => Fields): Ops {
  const op = pick(ops, at);
  if (op.type !== "event") return ops;
  const event = change(op.event as unknown as Fields) as unknown as EventOp["event"];
  return ops.with(at, { ...op, event });
}

/** A field of the one, with what the other has there. */
function taken(one: Fields, other: Fields | Op, field: number): Fields {
  const name = nth(Object.keys(one), field);
  return { ...one, [name]: (other as unknown as Fields)[name] ?? null };
}

function withValue(data: Fields, field: number, value: unknown): Fields {
  return { ...data, [nth(Object.keys(data), field)]: value };
}

function eventOf(op: Op): Fields {
  return op.type === "event" ? (op.event as unknown as Fields) : {};
}

function nth(names: readonly string[], at: number): string {
  return names[at % Math.max(1, names.length)] ?? "extra";
}

function pick(ops: Ops, at: number): Op {
  const op = ops[at];
  if (op === undefined) throw new RangeError(`there is no op ${at}`);
  return op;
}
