import { HarnessError } from "./harness-error.ts";

/**
 * What the code of a system error says of the way to a server. Codes that begin with `PROXY_` are our own
 * tunnel's: `PROXY_HTTP_407` for an answer, `PROXY_ECONNREFUSED` for a proxy that is not there.
 */
export const PROXY = /^PROXY_(?:HTTP_)?/;

/** The certificate is the trouble: trying again will not help. */
const UNTRUSTED =
  /^(CERT_.*|UNABLE_TO_.*|.*SELF_SIGNED.*|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID)$/;

/** The proxy could not reach the server, which may be there in a moment. */
const NOT_YET = /^PROXY_HTTP_50[234]$/;

/** What went wrong on the way to `shown`, where waiting for the server would not mend it; null: it might. */
export function lostOnTheWay(code: string, shown: string): HarnessError | null {
  if (UNTRUSTED.test(code)) {
    return new HarnessError("tls", `The TLS handshake with ${shown} failed: ${code}.`);
  }
  if (!PROXY.test(code) || NOT_YET.test(code)) return null;
  return new HarnessError("proxy", `The proxy led nobody to ${shown}: ${shownCode(code)}.`);
}

/** A code as a reader may see it: `HTTP 407`, `ECONNREFUSED`. */
export function shownCode(code: string): string {
  return code.replace(/^PROXY_HTTP_/, "HTTP ").replace(/^PROXY_/, "");
}

/** The code of whatever was thrown; an empty text where it has none. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string"
    ? thrown.code
    : "";
}
