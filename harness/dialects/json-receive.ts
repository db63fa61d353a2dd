import { HarnessError } from "../errors/harness-error.ts";
import type { Dialect, Message } from "./dialect.ts";
import { isDeep, mayBeDeep } from "./json-depth.ts";
import { checkKeys } from "./known-keys.ts";
import { type Fields, asId, asInteger, asTime, isFields, reader } from "./json-fields.ts";

/** Where a server puts things: dotted paths into its messages. What is left out is as in the default dialect. */
export interface ReceiveMapping {
  readonly type?: string;
  readonly user?: string;
  readonly run?: string;
  readonly thread?: string;
  readonly id?: string;
  readonly seq?: string;
  readonly timestamp?: string;
  /** Path of the payload; `.` when it stands among the other fields of the message. */
  readonly data?: string;
  readonly session?: string;
  readonly announced?: string;
  readonly code?: string;
  /** Our name of a message type, and the server's: `{ agent_started: "start" }`. */
  readonly types?: Readonly<Record<string, string | readonly string[]>>;
}

const PATHS = {
  type: "type",
  user: "user_id",
  run: "run_id",
  thread: "thread_id",
  id: "event_id",
  seq: "seq",
  timestamp: "timestamp",
  data: "data",
  session: "session_id",
  announced: "events",
  code: "code",
} as const;

type Control = Exclude<Message["kind"], "event" | "unknown" | "malformed">;

/** The message types of the default dialect that are no events. */
const CONTROLS: Readonly<Record<string, Control>> = {
  connection_established: "welcome",
  run_accepted: "accepted",
  run_cancelled: "cancelled",
  gap: "gap",
  error: "error",
  ping: "ping",
  pong: "pong",
};

/** What a server's message type stands for. */
type Meaning = { readonly control: Control } | { readonly event: string };

const MALFORMED: readonly Message[] = [{ kind: "malformed" }];

/** @throws HarnessError `bad-config` when two of our types share one name of the server's */
export function compileReceive(
  mapping: ReceiveMapping,
  events: readonly string[],
): Dialect["receive"] {
  checkKeys("json({ receive: { … } })", mapping, [...Object.keys(PATHS), "types"]);
  const { types = {}, ...paths } = mapping;
  const meanings = compileTypes(types, events);
  const at = { ...PATHS, ...paths };
  const read = {
    type: reader(at.type),
    user: reader(at.user),
    run: reader(at.run),
    thread: reader(at.thread),
    id: reader(at.id),
    seq: reader(at.seq),
    timestamp: reader(at.timestamp),
    data: at.data === "." ? flatPayload(at) : reader(at.data),
    session: reader(at.session),
    announced: reader(at.announced),
    code: reader(at.code),
  };

  function control(kind: Exclude<Message["kind"], "event">, fields: Fields): Message {
    const run = asId(read.run(fields));
    const subject = asId(read.user(fields));
    const session = asId(read.session(fields));
    const announced = kind === "accepted" ? asInteger(read.announced(fields)) : null;
    const code = kind === "error" ? asId(read.code(fields)) : null;
    return {
      kind,
      ...(run === null ? undefined : { run }),
      ...(subject === null ? undefined : { subject }),
      ...(session === null ? undefined : { session }),
      ...(announced === null ? undefined : { announced }),
      ...(code === null ? undefined : { code }),
    };
  }

  return (text) => {
    const fields = parse(text);
    if (fields === undefined) return MALFORMED;
    if (!isFields(fields)) return [{ kind: "unknown" }];
    const type = asId(read.type(fields));
    const meaning = type === null ? undefined : meanings.get(type);
    if (!meaning) return [control("unknown", fields)];
    if ("control" in meaning) return [control(meaning.control, fields)];
    const event = {
      type: meaning.event,
      run: asId(read.run(fields)),
      thread: asId(read.thread(fields)),
      user: asId(read.user(fields)),
      id: asId(read.id(fields)),
      seq: asInteger(read.seq(fields)),
      at: asTime(read.timestamp(fields)),
      data: asPayload(read.data(fields)),
    };
    return [{ kind: "event", event }];
  };
}

/** `undefined` stands for what is no JSON, or too deep: JSON itself has no such value. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return mayBeDeep(text) && isDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** A payload that is no object is kept under `value`, so that it is still seen. */
function asPayload(value: unknown): Fields {
  if (value === undefined || value === null) return {};
  return isFields(value) ? value : { value };
}

/** The message itself without its envelope: else equal payloads under two ids would never look equal. */
function flatPayload(at: Readonly<Record<keyof typeof PATHS, string>>): (fields: Fields) => Fields {
  const envelope = new Set([at.type, at.user, at.run, at.thread, at.id, at.seq, at.timestamp]);
  return (fields) =>
    Object.fromEntries(Object.entries(fields).filter(([key]) => !envelope.has(key)));
}

/** A name that `types` gives away no longer stands for our type of that name. */
function compileTypes(
  types: Readonly<Record<string, string | readonly string[]>>,
  events: readonly string[],
): ReadonlyMap<string, Meaning> {
  const meanings = new Map<string, Meaning>();
  for (const [ours, names] of Object.entries(types)) {
    for (const theirs of [names].flat()) {
      if (meanings.has(theirs)) throw ambiguous(theirs);
      meanings.set(theirs, meaningOf(ours));
    }
  }
  for (const ours of [...Object.keys(CONTROLS), ...events]) {
    if (!Object.hasOwn(types, ours) && !meanings.has(ours)) meanings.set(ours, meaningOf(ours));
  }
  return meanings;
}

function meaningOf(ours: string): Meaning {
  const control = Object.hasOwn(CONTROLS, ours) ? CONTROLS[ours] : undefined;
  return control === undefined ? { event: ours } : { control };
}

function ambiguous(theirs: string): HarnessError {
  return new HarnessError(
    "bad-config",
    `dialect.receive.types: "${theirs}" is the name of two message types.`,
  );
}
