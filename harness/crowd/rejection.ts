import type { IncomingMessage } from "node:http";
import { MAX_BODY } from "./handshake-words.ts";
import type { WireOwner } from "./wire.ts";

/** How long the body of a rejection may take, in milliseconds. */
const BODY_TIMEOUT = 1_000;

/** Reads the head of the body of an answer that opens nothing, and tells the owner. */
export function gatherRejection(
  response: IncomingMessage,
  owner: Pick<WireOwner, "answering" | "rejected">,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  owner.answering();
  const timer = setTimeout(finish, BODY_TIMEOUT);
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BODY) finish();
  });
  response.on("error", finish);
  response.on("close", finish);

  function finish(): void {
    clearTimeout(timer);
    owner.rejected(response, Buffer.concat(chunks, Math.min(size, MAX_BODY)));
  }
}
