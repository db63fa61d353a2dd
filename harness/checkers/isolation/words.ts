import type { FrameKind } from "../../history/op.ts";
import { withArticle } from "../words/article.ts";
import { typeWords } from "../words/type-words.ts";
import type { Part } from "./message.ts";

/** Who received it, in words. */
export function receiverWords(receiver: string | null, isSentinel: boolean): string {
  if (receiver === null) return "a connection with bad credentials";
  return isSentinel ? `${receiver}, who started nothing,` : receiver;
}

/** What a message is that is no event, to somebody who never heard of our kinds; and several of them. */
const FRAMES: Readonly<Record<FrameKind, readonly [one: string, several: string]>> = {
  welcome: ["welcome", "welcomes"],
  accepted: ["acceptance of a run", "acceptances of runs"],
  cancelled: ["acknowledgement of a cancel", "acknowledgements of cancels"],
  gap: ["notice of a gap", "notices of gaps"],
  error: ["error message", "error messages"],
  ping: ["ping", "pings"],
  pong: ["pong", "pongs"],
  unknown: ["message of an unknown type", "messages of unknown types"],
  binary: ["binary message", "binary messages"],
  malformed: ["unreadable message", "unreadable messages"],
  "control-ping": ["ping frame", "ping frames"],
  "control-pong": ["pong frame", "pong frames"],
};

/** What a part of a message is, in words: its event type, or what else it is. */
export function partWords({ op }: Part): string {
  if (op.type === "event") return typeWords(op.event.type);
  if (op.type === "frame") return FRAMES[op.kind][0];
  return op.type === "open" ? "answer to the handshake" : "close reason";
}

/** Where in it something stood: `inside agent_thinking`, `inside a binary message`. */
export function insideWords(part: Part): string {
  const words = partWords(part);
  return `inside ${part.op.type === "event" ? words : withArticle(words)}`;
}

/** Over which of them it stood in pieces. */
export function overWords(part: Part): string {
  const { op } = part;
  return `over several ${op.type === "frame" ? FRAMES[op.kind][1] : `${partWords(part)} events`}`;
}
