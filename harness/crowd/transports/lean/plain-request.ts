import type { Handshake } from "../../../dialects/dialect.ts";
import { drawBytes } from "./random-bytes.ts";

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that mean more to Node's client than a line. */
const MEANINGFUL: ReadonlySet<string> = new Set([
  "content-disposition",
  "content-length",
  "expect",
  "trailer",
  "transfer-encoding",
]);

/** How a WebSocket is asked for. */
export interface PlainRequest {
  readonly host: string;
  readonly port: number;
  /** Request line and headers, a byte a character. */
  readonly head: string;
  readonly key: string;
  readonly protocols: readonly string[];
}

/**
 * What `ws` would send for a handshake, byte by byte; null: it is not the plain case, or cannot be sent at all,
 * which is for `ws` to say. Plain is `ws:` without userinfo.
 */
export function plainRequest({ url, headers, protocols }: Handshake): PlainRequest | null {
  const to = URL.parse(url);
  if (to?.protocol !== "ws:" || to.hash !== "" || to.username !== "" || to.password !== "")
    return null;
  if (!protocols.every(isToken) || new Set(protocols).size < protocols.length) return null;
  const key = randomKey();
  const own: Record<string, string> = {
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": key,
    Connection: "Upgrade",
    Upgrade: "websocket",
    ...(protocols.length > 0 && { "Sec-WebSocket-Protocol": protocols.join(",") }),
  };
  const lines = headerLines([...Object.entries(headers), ...Object.entries(own)], to.host);
  if (lines === null) return null;
  return {
    host: to.hostname.startsWith("[") ? to.hostname.slice(1, -1) : to.hostname,
    port: Number(to.port || 80),
    head: `GET ${to.pathname}${to.search} HTTP/1.1\r\n${lines}\r\n`,
    key,
    protocols,
  };
}

function randomKey(): string {
  const bytes = Buffer.allocUnsafe(16);
  drawBytes(bytes, 0, bytes.length);
  return bytes.toString("base64");
}

/** Of headers of the same name the last counts, in the place of the first. */
function headerLines(
  headers: readonly (readonly [string, unknown])[],
  host: string,
): string | null {
  const lines: Record<string, string> = Object.create(null) as Record<string, string>;
  let named = false;
  for (const [name, value] of headers) {
    const known = name.toLowerCase();
    if (!isToken(name) || MEANINGFUL.has(known)) return null;
    if (typeof value !== "string" || !VALUE.test(value)) return null;
    if (known === "host") named = value !== "";
    lines[known] = `${name}: ${value}\r\n`;
  }
  if (!named) lines["host"] = `Host: ${host}\r\n`;
  return Object.values(lines).join("");
}

function isToken(text: string): boolean {
  return TOKEN.test(text);
}
