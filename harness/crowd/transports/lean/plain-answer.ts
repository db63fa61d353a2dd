import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { PlainRequest } from "./plain-request.ts";

/** Of RFC 6455: makes the answer to a key differ from all that a server may say by chance. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** A longer head is none that we read. */
const LONGEST = 4_096;

const HEAD_END = "\r\n\r\n";
const STATUS_LINE = /^HTTP\/1\.1 101 [!-~](?:[ -~]*[!-~])?$/;
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ([!-~](?:[ -~]*[!-~])?)?$/;

/** Headers that are read. */
export type AnswerHeaders = Pick<
  IncomingHttpHeaders,
  "upgrade" | "sec-websocket-accept" | "sec-websocket-protocol" | "sec-websocket-extensions"
>;

export interface PlainAnswer {
  /** A copy. */
  readonly head: Buffer;
  readonly headers: AnswerHeaders;
}

/**
 * Reads the head of a 101 as nearly every server writes it; null: it is another answer, one written oddly or one
 * that is not all there, and is for Node's parser to read.
 */
export function plainAnswer(bytes: Buffer): PlainAnswer | null {
  const size = bytes.indexOf(HEAD_END) + HEAD_END.length;
  if (size < HEAD_END.length || size > LONGEST) return null;
  const [status = "", ...lines] = bytes.toString("latin1", 0, size - HEAD_END.length).split("\r\n");
  if (!STATUS_LINE.test(status)) return null;
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const [, name, value = ""] = HEADER_LINE.exec(line) ?? [];
    const known = name?.toLowerCase();
    if (known === undefined || known in headers) return null;
    headers[known] = value;
  }
  const framed = "content-length" in headers || "transfer-encoding" in headers;
  // Without both, or with an empty one, Node takes it for an answer of another kind.
  const upgrades = headers["connection"]?.toLowerCase() === "upgrade" && headers["upgrade"];
  if (framed || !upgrades) return null;
  return { head: Buffer.from(bytes.subarray(0, size)), headers };
}

/** What is wrong with a 101, in the words of `ws`; null: the connection is open. */
export function faultOf(
  headers: AnswerHeaders,
  { key, protocols }: Pick<PlainRequest, "key" | "protocols">,
): string | null {
  if (headers.upgrade?.toLowerCase() !== "websocket") return "Invalid Upgrade header";
  if (headers["sec-websocket-accept"] !== hash("sha1", key + GUID, "base64"))
    return "Invalid Sec-WebSocket-Accept header";
  const chosen = headers["sec-websocket-protocol"];
  if (chosen === undefined && protocols.length > 0) return "Server sent no subprotocol";
  if (chosen !== undefined && protocols.length === 0)
    return "Server sent a subprotocol but none was requested";
  if (chosen !== undefined && !protocols.includes(chosen))
    return "Server sent an invalid subprotocol";
  if (headers["sec-websocket-extensions"] !== undefined)
    return "Server sent a Sec-WebSocket-Extensions header but no extension was requested";
  return null;
}
