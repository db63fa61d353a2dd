import { isDeepStrictEqual } from "node:util";
import type { Dialect, Handshake, Outgoing } from "../dialects/dialect.ts";
import { BASE, type DialectCases, type Trial, TRIALS } from "./cases.ts";
import { type DialectFlaw, flaw } from "./flaw.ts";

/** A user connects, starts and cancels a run: the same each time, and the token stays in the handshake. */
export function checkSend(dialect: Dialect, { base = BASE }: DialectCases): readonly DialectFlaw[] {
  const [amy, bo] = TRIALS;
  const first = attempt(() => speak(dialect, amy, base));
  const other = attempt(() => speak(dialect, bo, base));
  const again = attempt(() => speak(dialect, amy, base));
  const thrown = [first, other, again].find((spoken) => spoken instanceof Error);
  if (thrown !== undefined) {
    return [flaw("round-trip", `connect, start or cancel threw: ${thrown.message}`)];
  }
  if (first instanceof Error || again instanceof Error) return [];
  return [
    ...(isDeepStrictEqual(first, again)
      ? []
      : [flaw("pure", "connect, start or cancel gave something else when it was asked again")]),
    ...addressed(first.handshake),
    ...started(first, amy),
    ...secret([...first.start, ...first.cancel], amy),
  ];
}

interface Spoken {
  readonly handshake: Handshake;
  readonly start: readonly Outgoing[];
  readonly cancel: readonly Outgoing[];
}

function speak(dialect: Dialect, { identity, intent }: Trial, base: string): Spoken {
  return {
    handshake: dialect.connect(identity, base),
    start: dialect.start(intent),
    cancel: dialect.cancel(intent),
  };
}

function attempt(call: () => Spoken): Spoken | Error {
  try {
    return call();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function addressed({ url }: Handshake): readonly DialectFlaw[] {
  const protocol = URL.parse(url)?.protocol;
  if (protocol === "ws:" || protocol === "wss:") return [];
  return [flaw("round-trip", "connect gave an address that is not ws:// or wss://")];
}

/** What the user writes must reach the server: his canary stands in it. */
function started({ start }: Spoken, { intent }: Trial): readonly DialectFlaw[] {
  if (start.length === 0) return [flaw("round-trip", "start sent nothing")];
  const sent = start.some((message) => textOf(message).includes(intent.run.canary));
  return sent ? [] : [flaw("round-trip", "start sent nothing of the user's prompt")];
}

function secret(sent: readonly Outgoing[], { identity }: Trial): readonly DialectFlaw[] {
  const { token } = identity;
  const told = token !== null && sent.some((message) => textOf(message).includes(token));
  return told ? [flaw("secret", "start or cancel sent the token")] : [];
}

function textOf(message: Outgoing): string {
  return typeof message === "string" ? message : JSON.stringify(message);
}
