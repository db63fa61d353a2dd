import { type Buffer, isUtf8 } from "node:buffer";
import type { Dialect, Message } from "../dialects/dialect.ts";
import type {
  EndOp,
  EventOp,
  FrameKind,
  FrameOp,
  Op,
  Sightings,
  Unstamped,
} from "../history/op.ts";
import { SILENT_FRAME } from "../history/silent-frame.ts";
import type { OpSink } from "../history/sink.ts";
import type { Answered, Witness } from "../history/witness.ts";
import { canariesIn } from "../ownership/search.ts";
import { keptTexts, REDACTED } from "./kept-texts.ts";
import { createKnownNames } from "./known-names.ts";
import { LIMITS, type RecorderLimits } from "./limits.ts";
import { keepsWhole, trim } from "./payload.ts";
import type { PulseListener } from "./pulse.ts";
import { createSecrets } from "./secrets.ts";

/** The only writer of ops. What it is told after `end` is understood, and no longer recorded. */
export interface Recorder extends Witness<Message>, PulseListener {
  end(reason: EndOp["reason"]): void;
}

export interface RecorderOptions {
  /** Milliseconds since the execution began, from a monotonic clock. */
  readonly clock: () => number;
  readonly dialect: Dialect;
  /** Each is handed every op, in this order. */
  readonly sinks: readonly OpSink[];
  /** User to token: sought in all that is received, and kept out of all that is written. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Further secrets, such as an address's password: kept out of all that is written. */
  readonly secrets?: readonly string[];
  readonly limits?: Partial<RecorderLimits>;
}

interface Place {
  readonly connection: number;
  readonly user: string | null;
}

const { type: FRAME, ...SILENCE } = SILENT_FRAME;
const NO_MEANING: readonly Message[] = [];
const NOT_UNDERSTOOD: readonly Message[] = [{ kind: "malformed" }];
const NOTHING_SEEN: Sightings = {};

/**
 * Stamps what the crowd reports with index and time (milliseconds, to the microsecond, never backwards),
 * searches the full bytes for canaries and tokens, and only then redacts and cuts what is kept.
 *
 * A message that holds several things becomes several ops: bytes and sightings stand on the first,
 * and the others carry `part`.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { clock, dialect, sinks } = options;
  const limits: RecorderLimits = { ...LIMITS, ...options.limits };
  const secrets = createSecrets(options.tokens, options.secrets);
  const texts = keptTexts(secrets, limits);
  const known = createKnownNames();
  let index = 0;
  let time = 0;
  let connections = 0;
  let ended = false;

  function now(): number {
    time = Math.max(time, Math.round(clock() * 1_000) / 1_000);
    return time;
  }

  function push(op: Unstamped): void {
    // Stamp first: a line of the history then begins with it.
    hand({ index, time: now(), ...op });
  }

  function hand(op: Op): void {
    if (ended) return;
    index += 1;
    for (const sink of sinks) sink.push(op);
  }

  /** `text`: the bytes as a text; where they are none, a character a byte. */
  function search(bytes: Buffer, text: string): Sightings {
    const canaries = canariesIn(text);
    const tokens = secrets.sightings(bytes, text);
    if (canaries.length === 0 && tokens.length === 0) return NOTHING_SEEN;
    if (tokens.length === 0) return { canaries };
    return { ...(canaries.length > 0 && { canaries }), tokens };
  }

  function searchBytes(bytes: Buffer): Sightings {
    return bytes.length === 0 ? NOTHING_SEEN : search(bytes, bytes.toString("latin1"));
  }

  function understand(text: string, answered?: Answered): readonly Message[] {
    try {
      const messages = dialect.receive(text, answered);
      return messages.length > 0 ? messages : NOT_UNDERSTOOD;
    } catch {
      // A dialect of the user's own may throw at what a server sends: that must not end the execution.
      return NOT_UNDERSTOOD;
    }
  }

  function frame(place: Place, kind: FrameKind, bytes: Buffer): void {
    push({
      // Type and connection first: by them a reader of a slice tells whose a line is.
      type: FRAME,
      ...place,
      ...SILENCE,
      kind,
      bytes: bytes.length,
      text: texts.head(bytes.toString("utf8", 0, REDACTED)),
      ...searchBytes(bytes),
    });
  }

  function event(
    { connection, user }: Place,
    { event: said, alias }: Message & { readonly kind: "event" },
    bytes: number,
    extent: Sightings & { readonly part?: number },
    suspect: (text: string) => boolean,
  ): void {
    const whole = keepsWhole(said.data, limits, suspect);
    const kept = whole ? null : trim(said.data, limits, secrets.redact);
    const names = known.recall(connection, {
      run: texts.name(said.run, suspect),
      thread: texts.name(said.thread, suspect),
      user: texts.name(said.user, suspect),
    });
    const told: EventOp["event"] = {
      type: texts.name(said.type, suspect) ?? "",
      run: names.run,
      thread: names.thread,
      user: names.user,
      id: texts.name(said.id, suspect),
      seq: finite(said.seq),
      at: finite(said.at),
      data: kept?.data ?? said.data,
    };
    const stamp = now();
    if (extent === NOTHING_SEEN && alias === undefined && whole) {
      // By far the most are plain: one shape, and nothing is copied.
      hand({ index, time: stamp, type: "event", connection, user, bytes, event: told });
      return;
    }
    hand({
      index,
      time: stamp,
      type: "event",
      connection,
      user,
      bytes,
      ...extent,
      event: told,
      ...named(alias, suspect),
      ...(kept?.truncated && { truncated: true }),
    });
  }

  /** The server's own id of a run, where it told one. */
  function named(alias: string | undefined, suspect: (text: string) => boolean) {
    return alias === undefined ? {} : { alias: texts.name(alias, suspect) ?? "" };
  }

  function say(
    place: Place,
    message: Message,
    text: string,
    bytes: number,
    extent: Sightings & { readonly part?: number },
    suspect: (text: string) => boolean,
  ): void {
    if (message.kind === "event") {
      event(place, message, bytes, extent, suspect);
      return;
    }
    const { connection, user } = place;
    const { alias } = message;
    const said: FrameOp = {
      index,
      time: now(),
      type: "frame",
      connection,
      user,
      kind: message.kind,
      run: texts.name(message.run ?? null, suspect),
      subject: texts.name(message.subject ?? null, suspect),
      session: texts.name(message.session ?? null, suspect),
      announced: finite(message.announced ?? null),
      code: texts.name(message.code ?? null, suspect),
      // The head of the message stands once, with its bytes.
      text: extent.part === undefined ? texts.head(text) : "",
      bytes,
    };
    const isPlain = extent === NOTHING_SEEN && alias === undefined;
    if (isPlain) hand(said);
    else hand({ ...said, ...extent, ...named(alias, suspect) });
  }

  return {
    now,
    opened(op, evidence) {
      connections += 1;
      const reason = op.reason === null ? null : texts.reason(op.reason);
      push({ ...op, reason, ...searchBytes(evidence) });
    },
    closed(op, evidence) {
      push({ ...op, reason: texts.reason(op.reason), ...searchBytes(evidence) });
    },
    sent(op) {
      const { type, connection, user, action, run, thread, canary, scheduled, outcome } = op;
      known.expect(connection, op);
      hand({
        index,
        time: now(),
        type,
        connection,
        user,
        action,
        run,
        thread,
        canary,
        scheduled,
        outcome,
      });
    },
    message(connection, user, data, binary, answered) {
      const place = { connection, user };
      if (binary && (dialect.binary !== "utf8" || !isUtf8(data))) {
        frame(place, "binary", data);
        return NO_MEANING;
      }
      const text = data.toString();
      const messages = understand(text, answered);
      const seen = search(data, text);
      const suspect = secrets.suspicion(text, seen.tokens !== undefined);
      for (let part = 0; part < messages.length; part += 1) {
        const message = messages[part];
        if (message === undefined) continue;
        if (part === 0) say(place, message, text, data.length, seen, suspect);
        else say(place, message, text, 0, { part }, suspect);
      }
      return messages;
    },
    control(connection, user, kind, data) {
      frame({ connection, user }, `control-${kind}`, data);
    },
    fault: push,
    tick(lag) {
      push({ type: "tick", lag: Math.round(lag * 1_000) / 1_000 });
    },
    health(sample) {
      push({ type: "health", ...sample });
    },
    end(reason) {
      push({ type: "end", reason, ops: index + 1, connections });
      ended = true;
    },
  };
}

/** A number as the history can carry it. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value + 0 : null;
}
