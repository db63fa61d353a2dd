import type { IncomingMessage } from "node:http";

/** Characters of an address that are told. */
const MOST = 200;

const SERVER = /^([a-z]+:)?\/\/(?:[^/?#]*@)?([^/?#]*)/i;

/**
 * Where an answer sends whoever asked, in words; undefined: nowhere. Paths and queries may hold a token, so of an address
 * only the server is told, as it was written: whoever hides tokens knows them so.
 *
 * @param from the address that was asked
 */
export function redirectOf(
  { statusCode = 0, headers }: Pick<IncomingMessage, "statusCode" | "headers">,
  from: string,
): string | undefined {
  const { location } = headers;
  if (statusCode < 300 || statusCode > 399 || location === undefined) return undefined;
  // A WebSocket begins as an HTTP request.
  const own = URL.parse(from.replace(/^ws/i, "http"));
  const to = own && URL.parse(location, own.href);
  if (!own || !to) return "an address that is none";
  if (to.origin !== own.origin) {
    const [, protocol = to.protocol, host = ""] = SERVER.exec(location) ?? [];
    return `${protocol}//${host}`.slice(0, MOST);
  }
  const withSlash = to.pathname === `${own.pathname}/`;
  return withSlash ? "the same path with a slash at its end" : "another path there";
}
