import { setTimeout as delay } from "node:timers/promises";
import { Connection } from "../crowd/connection.ts";
import { hopeless } from "../crowd/diagnosis.ts";
import { CLOSE_TIMEOUT, CROWD_LIMITS } from "../crowd/limits.ts";
import { loadTransport } from "../crowd/transports/load-transport.ts";
import type { Message } from "../dialects/dialect.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { grouped } from "../verdict/grouped.ts";
import type { Answered, Witness } from "../history/witness.ts";
import type { PlannedRun } from "../plan/plan.ts";
import { createSecrets } from "../recorder/secrets.ts";
import type { Cast } from "../run/cast.ts";
import { otherSecrets } from "../run/handshake-secrets.ts";
import { agentsTo } from "../run/route/agents-to.ts";
import type { Settings } from "../run/settings.ts";

/** One user who starts a few runs, one after the other, and tells everything that comes. */
export interface RehearsalOptions {
  readonly settings: Settings;
  readonly cast: Cast;
  /** Address of the target. */
  readonly base: string;
  readonly runs: number;
  /** Milliseconds of silence after which a run counts as over. */
  readonly quiet: number;
  /** Milliseconds to wait for the first word of a run. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

/** A message, and what the dialect took it for. Tokens are hidden. */
export interface Heard {
  /** Runs started before it came. */
  readonly after: number;
  /** Milliseconds since the connection began. */
  readonly at: number;
  readonly text: string;
  readonly binary: boolean;
  readonly messages: readonly Message[];
  /** Our login had been sent before. */
  readonly loggedIn?: boolean;
  /** It is an answer to this request, or of one. */
  readonly answered?: Answered;
}

export interface Rehearsal {
  readonly user: string;
  readonly runs: readonly PlannedRun[];
  /** Takes tokens and other secrets out of what the messages say. */
  readonly hide: (text: string) => string;
  readonly heard: readonly Heard[];
  /** How the server ended the connection before we did; null: it did not. */
  readonly closed: { readonly code: number; readonly reason: string } | null;
}

/** Messages and bytes of a rehearsal, and milliseconds of one run, after which the server is taken to go on for ever. */
const MOST_HEARD = 10_000;
const MOST_BYTES = 64 * 1_024 * 1_024;
const LONGEST = 10 * 60_000;

/** Silence before the first run, so that a welcome is told from an answer. */
const SETTLE = 300;

/** Milliseconds to wait for the answer to a login: many servers give none. */
const LOGIN_PATIENCE = 3_000;

/**
 * Connects once and performs some runs, slowly and politely. Nothing is judged.
 *
 * @throws HarnessError as a crowd does when nobody can connect, or the signal's reason
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const { settings, cast, base, quiet, patience, signal } = options;
  const [user] = cast.plan.users;
  const account = cast.accounts[0];
  if (!user || !account)
    throw new HarnessError("too-few-accounts", "A rehearsal needs an account.");
  const began = performance.now();
  const now = (): number => performance.now() - began;
  const secrets = createSecrets(
    new Map(account.token === null ? [] : [[user.id, account.token]]),
    otherSecrets(settings, cast, base),
  );
  const heard: Heard[] = [];
  let after = 0;
  let loggedIn = false;
  let last = 0;
  let bytes = 0;
  let closed: Rehearsal["closed"] = null;

  function isFull(): boolean {
    return heard.length >= MOST_HEARD || bytes >= MOST_BYTES;
  }

  const witness: Witness<Message> = {
    now,
    opened: () => {},
    closed({ code, reason, by }) {
      if (by !== "harness") closed = { code, reason: secrets.redactWire(reason) };
    },
    sent: () => {},
    message(_connection, _user, data, binary, answered) {
      const text = data.toString("utf8");
      const readable = !binary || settings.dialect.binary === "utf8";
      const messages = readable ? settings.dialect.receive(text, answered) : [];
      last = now();
      bytes += data.length;
      if (isFull()) return messages;
      const what = { text: secrets.redactWire(text), binary, messages };
      heard.push({ after, at: last, ...what, loggedIn, ...(answered && { answered }) });
      return messages;
    },
    control: () => {},
    fault: () => {},
  };
  const connection = new Connection(
    { number: 0, user: user.id, role: "user" },
    {
      witness,
      limits: {
        ...CROWD_LIMITS,
        patience,
        linger: 0,
        agentOf: await agentsTo(settings.target),
      },
      transport: settings.dialect.transport ?? "websocket",
      openWire: await loadTransport(settings.dialect.transport),
      welcomed: false,
      opened: () => {},
      heard: () => {},
      closed: () => {},
    },
  );

  /** Until nothing has come for `pause`, or nothing at all for `most`. */
  const settled = async (since: number, pause: number, most: number): Promise<void> => {
    while (connection.isOpen) {
      if (isFull() || now() - since > LONGEST) throw endless(heard.length);
      const wait = last > since ? last + pause - now() : since + most - now();
      if (wait <= 0) return;
      await delay(Math.min(wait, 50), undefined, { signal });
    }
  };

  try {
    const identity = { user: { id: user.id, name: user.persona.name }, token: account.token };
    const { login, ...handshake } = settings.dialect.connect(identity, base);
    // Held back, so that its answer is told from a greeting.
    connection.open({ ...handshake, login: [] });
    await Promise.race([connection.login.ready, aborted(signal)]);
    expectHope(connection, secrets.redact);
    await delay(SETTLE, undefined, { signal });
    if (login.length > 0) {
      loggedIn = true;
      const since = now();
      for (const message of login) connection.send(message);
      await settled(since, SETTLE, Math.min(patience, LOGIN_PATIENCE));
    }
    const runs = user.runs.slice(0, options.runs);
    for (const run of runs) {
      if (!connection.isOpen) break;
      after += 1;
      const since = now();
      const { id, thread, canary, prompt } = run;
      const intent = { user: identity.user, run: { id, thread, canary }, prompt };
      for (const message of settings.dialect.start(intent)) connection.send(message);
      await settled(since, quiet, patience);
    }
    signal.throwIfAborted();
    expectHope(connection, secrets.redact);
    return { user: user.id, runs: runs.slice(0, after), hide: secrets.redact, heard, closed };
  } catch (thrown) {
    throw signal.aborted ? signal.reason : thrown;
  } finally {
    connection.close();
    await Promise.race([ended(connection), delay(CLOSE_TIMEOUT, undefined, { ref: false })]);
    connection.cut();
  }
}

/** @throws HarnessError as a crowd does, without a secret that the server repeated */
function expectHope(connection: Connection, redact: (text: string) => string): void {
  const reason = hopeless([connection]);
  if (reason) throw new HarnessError(reason.code, redact(reason.message), { hint: reason.hint });
}

function endless(messages: number): HarnessError {
  return new HarnessError(
    "silent",
    `The server did not fall silent: ${grouped(messages)} messages came, and no run was seen to end.`,
    {
      hint: "A run counts as over when nothing comes for --quiet. A server that always says something needs a config by hand (docs/contracts.md).",
    },
  );
}

async function ended(connection: Connection): Promise<void> {
  while (connection.isOpen) await delay(10);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
