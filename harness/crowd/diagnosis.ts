import type { Transport } from "../dialects/dialect.ts";
import type { ErrorCode } from "../errors/codes.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { PROXY, shownCode } from "../errors/network-codes.ts";
import { type Connection, HANDSHAKE_TIMEOUT } from "./connection.ts";
import type { Fate } from "./seat.ts";

/** Why a connection is of no use: the code of the error that it would be if all went like it, and what was seen. */
interface Blame {
  readonly code: ErrorCode;
  readonly seen: string;
  /** Another account may fare better. */
  readonly personal: boolean;
  /** What to do, where the code alone does not tell. */
  readonly hint?: string;
}

const DNS = /^(ENOTFOUND|EAI_.*)$/;
const UNREACHABLE = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;
const TLS =
  /^(EPROTO|ERR_TLS_.*|ERR_SSL_.*|ERR_OSSL_.*|CERT_.*|UNABLE_TO_.*|.*SELF_SIGNED.*|HOSTNAME_MISMATCH)$/;
const NO_HTTP = /^HPE_/;
const OUR_OWN = /^(bad-handshake|ERR_INVALID_.*|ERR_UNESCAPED_.*|ERR_HTTP_.*)$/;
const NETWORK = /^E[A-Z]+$/;

/** Codes with which a server closes what it let in, to say that it may not stay. */
const NOT_AUTHORISED: readonly number[] = [1008, 3000, 3003, 4001, 4003, 4401, 4403];
const TRY_LATER = 1013;

const REDIRECTED =
  "Redirects are not followed, as browsers follow none with a WebSocket: name the address that the server answers at, and where it sends to a login, the accounts or the cookie that it wants.";

/** What a server is that does not speak the transport. */
const UNFIT = {
  websocket: "not-websocket",
  sse: "no-stream",
  "socket.io": "not-websocket",
} as const satisfies Record<Transport, ErrorCode>;

type Rejected = Extract<Fate, { readonly is: "rejected" }>;

/** The first connection failed in a way that names no account: the others need not try. */
export function hopelessFirst(first: Connection): HarnessError | null {
  const blame = blameOf(first);
  return blame && !blame.personal ? tell(blame, first, 1) : null;
}

/**
 * No connection ever came to use, so that nothing can be judged; the most frequent reason is told. What becomes of
 * one on which the server has not said anything yet, or had not when we hung up, nobody knows.
 */
export function hopeless(connections: readonly Connection[]): HarnessError | null {
  const all = connections.filter((connection) => !isBystander(connection));
  const telling = all.filter((connection) => !isUntold(connection));
  const [first] = telling;
  if (!first || telling.length < all.length / 2) return null;
  const counts = new Map<string, { blame: Blame; count: number }>();
  for (const connection of telling) {
    const blame = blameOf(connection);
    if (!blame) return null;
    const key = `${blame.code} ${blame.seen}`;
    counts.set(key, { blame, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const [top] = [...counts.values()].toSorted((a, b) => b.count - a.count);
  return top ? tell(top.blame, first, all.length, top.count) : null;
}

/** Where only requests are answered, an open connection that makes none says nothing of the server. */
function isBystander({ transport, seat, fate }: Connection): boolean {
  return transport === "sse" && seat.role === "sentinel" && fate.is === "open";
}

function isUntold({ fate, served, login }: Connection): boolean {
  if (served || login.refused) return false;
  return fate.is === "open" || (fate.is === "closed" && fate.by === "harness");
}

function blameOf({ fate, served, login, transport }: Connection): Blame | null {
  if (fate.is === "rejected") return blameStatus(fate, transport);
  if (fate.is === "failed") return blameFailure(fate.code, fate.reached, transport);
  if (served) return null;
  const code = fate.is === "closed" ? fate.code : null;
  // An event stream has no close codes: ours stands for the status.
  const seen = transport === "sse" ? `HTTP ${(code ?? 0) - 4_000}` : `close code ${code}`;
  if (code === TRY_LATER) return { code: "unavailable", seen, personal: true };
  if (code !== null && NOT_AUTHORISED.includes(code)) {
    return { code: "all-refused", seen, personal: true };
  }
  if (!login.refused) return null;
  // What the server says of it may hold a token, so it is not repeated.
  return { code: "all-refused", seen: "an error in answer to the login", personal: true };
}

function blameStatus({ status, leads }: Rejected, transport: Transport): Blame {
  const seen = `HTTP ${status}`;
  if (leads !== undefined) {
    const told = `${seen}, a redirect to ${leads}`;
    return { code: UNFIT[transport], seen: told, personal: true, hint: REDIRECTED };
  }
  if (status === 401 || status === 403) return { code: "all-refused", seen, personal: true };
  if (status === 429 || status === 503) return { code: "unavailable", seen, personal: true };
  // The path may depend on the user, so even a 404 may.
  return { code: UNFIT[transport], seen, personal: true };
}

function blameFailure(seen: string, reached: boolean, transport: Transport): Blame {
  if (PROXY.test(seen)) return { code: "proxy", seen: shownCode(seen), personal: false };
  if (OUR_OWN.test(seen)) return { code: "bad-config", seen, personal: true };
  if (DNS.test(seen)) return { code: "dns", seen, personal: false };
  if (TLS.test(seen)) return { code: "tls", seen, personal: false };
  if (!reached || UNREACHABLE.test(seen)) return { code: "refused", seen, personal: false };
  if (seen === HANDSHAKE_TIMEOUT) return { code: "silent", seen, personal: false };
  // A server may cut whom it does not know.
  if (!NO_HTTP.test(seen) && NETWORK.test(seen)) return { code: "silent", seen, personal: true };
  const told = NO_HTTP.test(seen) ? `an answer that is no HTTP (${seen})` : seen;
  return { code: UNFIT[transport], seen: told, personal: false };
}

function tell(blame: Blame, { host }: Connection, all: number, count = all): HarnessError {
  const of = all === 1 ? "" : ` (${count} of ${all} connections)`;
  const { hint } = blame;
  return new HarnessError(blame.code, `${sentence(blame, host)}${of}.`, hint ? { hint } : {});
}

function sentence({ code, seen }: Blame, host: string): string {
  switch (code) {
    case "dns":
      return `The name of ${host} does not resolve: ${seen}`;
    case "refused":
      return `Nobody accepted a connection at ${host}: ${seen}`;
    case "proxy":
      return `The proxy led nobody to ${host}: ${seen}`;
    case "tls":
      return `The TLS handshake with ${host} failed: ${seen}`;
    case "silent":
      return `${host} took the connection and gave no answer: ${seen}`;
    case "all-refused":
      return `${host} refused every account: ${seen}`;
    case "unavailable":
      return `${host} turned everybody away: ${seen}`;
    case "bad-config":
      return `The handshake with ${host} cannot be sent as the dialect wants it: ${seen}`;
    case "no-stream":
      return `${host} does not answer as a server of event streams does: ${seen}`;
    default:
      return `${host} did not upgrade to WebSocket: ${seen}`;
  }
}
