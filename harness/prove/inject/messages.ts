import { Buffer } from "node:buffer";
import type { EventOp, FrameOp, Op, Sightings, Unstamped } from "../../history/op.ts";
import { canariesIn } from "../../ownership/search.ts";

type MessageOp = EventOp | FrameOp;

/** What an envelope takes in bytes, about. */
const ENVELOPE = 120;

/** The messages that held several things, by each of their ops. */
export function readMessages(ops: readonly Op[]): ReadonlyMap<Op, readonly MessageOp[]> {
  const messages = new Map<Op, readonly MessageOp[]>();
  const heads = new Map<number, MessageOp>();
  for (const op of ops) {
    if (op.type !== "event" && op.type !== "frame") continue;
    const head = heads.get(op.connection);
    if (op.part === undefined || head === undefined) heads.set(op.connection, op);
    else {
      const parts = [...(messages.get(head) ?? [head]), op];
      for (const part of parts) messages.set(part, parts);
    }
  }
  return messages;
}

/** An event as a message of its own: what was seen in its bytes stands with it. */
export function alone(op: EventOp, isShared: boolean): Unstamped<EventOp> {
  const { index: _index, time: _time, part: _part, ...rest } = op;
  if (!isShared) return rest;
  const { canaries: _canaries, tokens: _tokens, ...bare } = rest;
  return { ...bare, bytes: ENVELOPE + sizeOf(op.event.data), ...sighted(canariesOf(op)) };
}

/** The event with another payload, as the recorder would have told of it. */
export function withData<O extends Unstamped<EventOp>>(
  op: O,
  data: EventOp["event"]["data"],
  more: Partial<EventOp["event"]> = {},
): O {
  const { canaries = [], ...rest } = op;
  const before = new Set(canariesOf(op));
  const after = canariesIn(JSON.stringify(data));
  const seen = new Set([...canaries.filter((one) => !before.has(one)), ...after]);
  const bytes = op.bytes === 0 ? 0 : Math.max(1, op.bytes + sizeOf(data) - sizeOf(op.event.data));
  return { ...(rest as O), bytes, event: { ...op.event, data, ...more }, ...sighted([...seen]) };
}

/** What is left of a message after its parts were changed or taken out. */
export function rebuilt(
  original: readonly MessageOp[],
  left: readonly MessageOp[],
): readonly MessageOp[] {
  const [head] = original;
  if (head === undefined) return left;
  const inData = new Set(original.flatMap(canariesOf));
  const around = (head.canaries ?? []).filter((one) => !inData.has(one));
  const canaries = [...new Set([...around, ...left.flatMap(canariesOf)])];
  return left.map((op, part) => {
    const { canaries: _canaries, tokens: _tokens, part: _part, ...rest } = op;
    if (part > 0) return { ...rest, bytes: 0, part };
    const tokens = head.tokens === undefined ? {} : { tokens: head.tokens };
    return { ...rest, bytes: head.bytes, ...sighted(canaries), ...tokens };
  });
}

function canariesOf(op: Unstamped<MessageOp>): readonly string[] {
  return op.type === "event" ? canariesIn(JSON.stringify(op.event.data)) : [];
}

function sighted(canaries: readonly string[]): Sightings {
  return canaries.length === 0 ? {} : { canaries };
}

function sizeOf(data: EventOp["event"]["data"]): number {
  return Buffer.byteLength(JSON.stringify(data));
}
