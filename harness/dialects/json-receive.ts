import type { Answered } from "../history/witness.ts";
import type { Dialect, Message } from "./dialect.ts";
import {
  type Fields,
  type Path,
  asId,
  asInteger,
  asTime,
  isFields,
  reader,
} from "./json-fields.ts";
import { payloadReader } from "./json-payload.ts";
import { compilePong, type Pong } from "./json-pong.ts";
import { NO_JSON, parse } from "./json-text.ts";
import { compileTypes, type TypeNames } from "./json-types.ts";
import { type Scope, type Unwrapped, typeOf, unwrapper } from "./json-unwrap.ts";
import { checkKeys } from "./known-keys.ts";

/**
 * Where a server puts things: dotted paths into its messages, each of them one or several, of which the first
 * counts at which something stands. What is left out is as in the default dialect.
 */
export interface ReceiveMapping {
  readonly type?: Path;
  readonly user?: Path;
  readonly run?: Path;
  /** Where the server repeats the run id that it was sent, when it names runs by ids of its own under `run`. */
  readonly request?: Path;
  readonly thread?: Path;
  readonly id?: Path;
  readonly seq?: Path;
  readonly timestamp?: Path;
  /** The payload; `.` when it stands among the other fields of the message. */
  readonly data?: Path;
  readonly session?: Path;
  readonly announced?: Path;
  readonly code?: Path;
  /**
   * Where a message stands that came inside another, when the outer one has no type that is known: as an object,
   * as a text of JSON, as a list, or as lists by type. What it leaves out is sought in the message around it.
   */
  readonly envelope?: Path;
  /** Our name of a message type, and the server's: `{ agent_started: "start" }`. */
  readonly types?: TypeNames;
}

const PATHS = {
  type: "type",
  user: "user_id",
  run: "run_id",
  request: [],
  thread: "thread_id",
  id: "event_id",
  seq: "seq",
  timestamp: "timestamp",
  data: "data",
  session: "session_id",
  announced: "events",
  code: "code",
  envelope: [],
} as const satisfies Record<Exclude<keyof ReceiveMapping, "types">, Path>;

type Control = Exclude<Message, { readonly kind: "event" }>;

/** @throws HarnessError `bad-config` when two of our types share one name of the server's */
export function compileReceive(
  mapping: ReceiveMapping,
  events: readonly string[],
  pong: Pong | undefined,
): Dialect["receive"] {
  checkKeys("json({ receive: { … } })", mapping, [...Object.keys(PATHS), "types"]);
  const { types = {}, ...paths } = mapping;
  const meanings = compileTypes(types, events);
  const at: Readonly<Record<keyof typeof PATHS, Path>> = { ...PATHS, ...paths };
  const type = reader(at.type);
  const mapped = mapping.request !== undefined;
  const user = sought(reader(at.user), asId);
  const run = sought(reader(at.run), asId);
  const request = sought(reader(at.request), asId);
  const thread = sought(reader(at.thread), asId);
  const session = sought(reader(at.session), asId);
  const time = sought(reader(at.timestamp), asTime);
  const id = sought(reader(at.id), asId, IN_ITS_OWN);
  const seq = sought(reader(at.seq), asInteger, IN_ITS_OWN);
  const code = reader(at.code);
  const announced = reader(at.announced);
  const data = payloadReader(at.data, [
    at.type,
    at.user,
    at.run,
    at.request,
    at.thread,
    at.id,
    at.seq,
    at.timestamp,
  ]);
  const reply = compilePong(pong);
  const unwrap = unwrapper({
    type,
    envelope: mapping.envelope === undefined ? null : reader(at.envelope),
    isKnown: (name) => meanings.has(name),
  });

  /** Our id of the run, where the message repeats it, and then the server's own as its alias. */
  function names(scope: Scope): { readonly run: string | null; readonly alias?: string } {
    const ours = request(scope);
    const theirs = run(scope);
    if (ours === null) return { run: theirs };
    return theirs === null || theirs === ours ? { run: ours } : { run: ours, alias: theirs };
  }

  function control(kind: Control["kind"], scope: Scope): Message {
    const { run: named, alias = null } = names(scope);
    const told: { -readonly [Key in keyof Control]: Control[Key] } = { kind };
    const subject = user(scope);
    const place = session(scope);
    const count = kind === "accepted" ? asInteger(announced(scope.fields)) : null;
    const reason = kind === "error" ? asId(code(scope.fields)) : null;
    const answered = kind === "ping" ? reply(scope.fields) : null;
    if (named !== null) told.run = named;
    if (alias !== null) told.alias = alias;
    if (subject !== null) told.subject = subject;
    if (place !== null) told.session = place;
    if (count !== null) told.announced = count;
    if (reason !== null) told.code = reason;
    if (answered !== null) told.reply = answered;
    return told;
  }

  function message(scope: Unwrapped): Message {
    if (typeof scope === "string") return { kind: scope };
    const name = typeOf(scope, type);
    const meaning = name === null ? undefined : meanings.get(name);
    if (!meaning) return control("unknown", scope);
    if ("control" in meaning) return control(meaning.control, scope);
    // Where no request id is mapped, the run's id is all that a message can name it by.
    const { run: named, alias } = mapped ? names(scope) : { run: run(scope), alias: undefined };
    const event = {
      type: meaning.event,
      run: named,
      thread: thread(scope),
      user: user(scope),
      id: id(scope),
      seq: seq(scope),
      at: time(scope),
      data: data(scope.fields),
    };
    return alias === undefined ? { kind: "event", event } : { kind: "event", event, alias };
  }

  /** The body of an HTTP answer speaks of the run that was asked about, whatever it says. */
  function answer(text: string, { run: asked, action, status }: Answered): Message {
    const parsed = parse(text);
    const fields = parsed !== NO_JSON && isFields(parsed) ? parsed : {};
    const scope: Scope = { fields, keyedAs: null, around: null, shared: false };
    if (status < 200 || status > 299) {
      return { kind: "error", run: asked, code: asId(code(fields)) ?? String(status) };
    }
    if (action === "cancel") return { kind: "cancelled", run: asked };
    const theirs = run(scope);
    return {
      kind: "accepted",
      run: asked,
      ...said("alias", theirs === asked ? null : theirs),
      ...said("announced", asInteger(announced(fields))),
    };
  }

  return (text, answered) => {
    if (answered !== undefined) return [answer(text, answered)];
    const scopes = unwrap(text);
    const [only] = scopes;
    return scopes.length === 1 && only !== undefined ? [message(only)] : scopes.map(message);
  };
}

/** An id or number of an envelope is not that of each message in it. */
const IN_ITS_OWN = true;

/** Reads a message, and what it leaves out in the messages around it. */
function sought<T>(
  read: (fields: Fields) => unknown,
  as: (value: unknown) => T | null,
  own = false,
): (scope: Scope) => T | null {
  return (scope) => {
    if (scope.around === null) return as(read(scope.fields));
    for (let at: Scope | null = scope; at !== null; at = at.around) {
      const value = as(read(at.fields));
      if (value !== null) return value;
      if (own && at.shared) return null;
    }
    return null;
  };
}

function said<K extends string, V>(key: K, value: V | null): { readonly [Key in K]?: V } {
  return (value === null ? {} : { [key]: value }) as { readonly [Key in K]?: V };
}
