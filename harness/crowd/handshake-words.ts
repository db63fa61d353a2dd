import type { IncomingMessage } from "node:http";

/** Bytes of a rejection's body that are kept. */
export const MAX_BODY = 65_536;

/** Characters of a reason. */
const MAX_REASON = 200;

/** Status line and headers as they were sent. */
export function headOf(response: IncomingMessage): Buffer {
  const lines = [`HTTP/${response.httpVersion} ${response.statusCode} ${response.statusMessage}`];
  const { rawHeaders } = response;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}

/** The head of a rejection's body in one line, or its status message where it has none. */
export function reasonOf(response: IncomingMessage, body: Buffer): string {
  const text = body.toString("utf8", 0, MAX_REASON * 4);
  const line = text.replace(/[\s\p{C}]+/gu, " ").trim();
  return (line || (response.statusMessage ?? "")).slice(0, MAX_REASON);
}

/** A stable word for what went wrong: its code where there is one. Texts may hold addresses, and these tokens. */
export function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined) return code;
  if (error instanceof AggregateError) {
    const [first] = error.errors as readonly unknown[];
    return first instanceof Error ? codeOf(first) : error.name;
  }
  return error instanceof SyntaxError ? "bad-handshake" : error.message.slice(0, MAX_REASON);
}
