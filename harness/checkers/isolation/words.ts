import { typeWords } from "../words/type-words.ts";
import type { Part } from "./message.ts";

/** Who received it, in words. */
export function receiverWords(receiver: string | null, isSentinel: boolean): string {
  if (receiver === null) return "a connection with bad credentials";
  return isSentinel ? `${receiver}, who started nothing,` : receiver;
}

/** What a part of a message is, in words: its event type, or what else it is. */
export function partWords({ op }: Part): string {
  if (op.type === "event") return typeWords(op.event.type);
  if (op.type === "frame") return `${op.kind} frame`;
  return op.type === "open" ? "answer to the handshake" : "close reason";
}

/** The same of several. */
export function partsWords(part: Part): string {
  return `${partWords(part)}${part.op.type === "event" ? " events" : "s"}`;
}
