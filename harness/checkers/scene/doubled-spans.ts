import type { ContractData } from "../../contract/contract.ts";
import { spanKey, spanParts } from "../../contract/span-types.ts";
import type { EventOp } from "../../history/op.ts";
import type { Received } from "./scene.ts";

/** What has come of the spans of one stream, as far as it was looked through. */
export interface SpanPieces {
  readonly spans: Map<string, DoubledSpan>;
  /** How many of those received stand in it. */
  entered: number;
}

interface DoubledSpan {
  readonly pieces: Received[];
  over: boolean;
  /** Pieces that came again since its beginning did; null: its beginning has not. */
  again: number | null;
}

/** A stream in which something came again. */
interface Looked {
  readonly received: readonly Received[];
  pieces: SpanPieces | null;
}

/** The piece of a span that this event can only be, once more; null: it is none. */
export type FindPieceAgain = (stream: Looked, op: EventOp) => Received | null;

/**
 * Pieces of a span may equal each other, so that none is a copy by itself. But where a span is over, cannot open
 * again, and its beginning has come again, what follows under its id comes again with it, piece by piece.
 *
 * To be asked of streams in which something came again, since it looks through all of them, each event once.
 */
export function piecesAgain({ spans }: Pick<ContractData, "spans">): FindPieceAgain {
  const parts = spanParts(spans);

  function keyIn({ event: { type, data } }: EventOp): string | null {
    const part = parts.get(type);
    const key = part === undefined || part.rule.reopens === true ? null : spanKey(data, part.rule);
    return key === null ? null : `${part?.span} ${key}`;
  }

  function enter(all: SpanPieces["spans"], received: Received): void {
    const key = keyIn(received.op);
    if (key === null) return;
    const span = all.get(key) ?? { pieces: [], over: false, again: null };
    all.set(key, span);
    const does = parts.get(received.op.event.type)?.does;
    if (received.copyOf === null) {
      if (does === "inside") span.pieces.push(received);
      span.over ||= does === "close";
    } else if (does === "open") span.again = 0;
    else if (does === "inside" && span.again !== null) span.again += 1;
  }

  return (stream, op) => {
    if (parts.get(op.event.type)?.does !== "inside") return null;
    const known = (stream.pieces ??= { spans: new Map(), entered: 0 });
    for (; known.entered < stream.received.length; known.entered += 1) {
      const received = stream.received[known.entered];
      if (received !== undefined) enter(known.spans, received);
    }
    const key = keyIn(op);
    const span = key === null ? undefined : known.spans.get(key);
    if (span?.over !== true || span.again === null) return null;
    return span.pieces[span.again] ?? null;
  };
}
