import type { FrameOp } from "../../history/op.ts";
import { createJoinedTexts } from "../scene/joined-texts.ts";
import { type Piece, piecesIn } from "../scene/pieces.ts";

/** Texts that come in pieces in messages that are no events, such as the words of an answer beside its events. */
export interface FrameTexts {
  /** Canaries that end in this message, as its connection joined them. */
  push(op: FrameOp): readonly string[];
  close(connection: number): void;
}

const NONE: readonly string[] = [];
const UNREAD: ReadonlySet<FrameOp["kind"]> = new Set(["unknown", "malformed"]);

/**
 * Joins the texts of messages that nobody understands: of JSON each at its place, and what is none as it is. A message
 * of which only the head was kept, and what one holds besides its first part, are not joined.
 */
export function createFrameTexts(): FrameTexts {
  const texts = createJoinedTexts();
  return {
    push({ kind, text, connection }) {
      if (text === "" || !UNREAD.has(kind)) return NONE;
      return texts.push(String(connection), piecesOf(text));
    },
    close: (connection) => texts.end(String(connection)),
  };
}

function piecesOf(text: string): readonly Piece[] {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === "object" && said !== null) return piecesIn(said);
    return [{ text: String(said), of: [] }];
  } catch {
    return [{ text, of: [] }];
  }
}
