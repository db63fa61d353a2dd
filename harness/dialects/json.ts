import { AGENT_DELTA, AGENT_ERROR, AGENT_EVENTS } from "../contract/event-types.ts";
import type { DialectDescription, Provisions } from "../history/header.ts";
import type { Dialect, Opening } from "./dialect.ts";
import { readNamedEvents } from "./event-stream.ts";
import { type Auth, type ConnectMapping, compileConnect } from "./json-connect.ts";
import { checkJson } from "./json-check.ts";
import type { Pong } from "./json-pong.ts";
import { type ReceiveMapping, compileReceive } from "./json-receive.ts";
import { type CancelMapping, type StartMapping, compileCancel, compileStart } from "./json-send.ts";
import { overSse } from "./over-sse.ts";

/** How a server differs from the default dialect. Everything left out is as in `docs/dialects/json.md`. */
export interface JsonOptions {
  /** Where the token goes; `bearer` by default. */
  readonly auth?: Auth;
  readonly connect?: ConnectMapping;
  readonly start?: StartMapping;
  readonly cancel?: CancelMapping;
  readonly receive?: ReceiveMapping;
  /** `utf8`: the server sends its JSON in binary messages, too. */
  readonly binary?: "utf8";
  /** What its `ping` messages are answered with; `{"type":"pong"}` by default. */
  readonly pong?: Pong;
  /** Event types of the contract, as the contract spells them; the five events, the error and the delta by default. */
  readonly events?: readonly string[];
  /** What the server promises to say; each `optional` by default, so nothing is demanded. */
  readonly provides?: Partial<Provisions>;
  /** Where an event id is unique; `undeclared` by default. */
  readonly eventIds?: DialectDescription["eventIds"];
  /**
   * `server`: it names runs by ids of its own. They are tied to ours by `receive.request`, by the answer to a
   * `post`, by our thread, or by the run's canary. `client` by default, `server` where `receive.request` is given.
   * `connection`: they are its own, and only on one connection do they differ.
   */
  readonly runIds?: DialectDescription["runIds"];
  /**
   * `sse`: each run is a `POST`, answered with its events as server-sent ones, whose names stand beside their
   * fields as `event`; without a `cancel` there is none. `websocket` by default.
   */
  readonly transport?: "websocket" | "sse";
  /** With `sse`: a request that says whether a token is good, and starts nothing. */
  readonly opening?: Opening;
}

const OPTIONAL: Provisions = {
  welcome: "optional",
  acceptance: "optional",
  user: "optional",
  thread: "optional",
  eventId: "optional",
  seq: "optional",
  timestamp: "optional",
};

/**
 * The default dialect: a text message is one JSON object, or several in a list or one a line. Both halves
 * can be mapped.
 *
 * Messages of an unknown type become `unknown`; what is no JSON, or is nested deeper than 64 levels,
 * `malformed`. Where a key stands twice in an object, the last one counts.
 */
export function json(options: JsonOptions = {}): Dialect {
  checkJson(options);
  const { binary, receive = {} } = options;
  const provides = { ...OPTIONAL, ...options.provides };
  const streams = options.transport === "sse";
  // On a socket only a function can ask for one.
  const requests =
    streams || [options.start, options.cancel].some((map) => typeof map === "function");
  const runIds = options.runIds ?? (receive.request ? "server" : "client");
  const dialect: Dialect = {
    description: {
      name: "json",
      provides,
      eventIds: options.eventIds ?? "undeclared",
      ...(runIds !== "client" && { runIds }),
    },
    anonymous: options.auth === "none",
    ...(binary !== undefined && { binary }),
    connect: compileConnect(options.connect, options.auth ?? "bearer", requests),
    start: compileStart(options.start),
    cancel: compileCancel(options.cancel ?? (streams ? () => undefined : undefined)),
    receive: compileReceive(
      { ...unsaid(provides), ...receive },
      options.events ?? [...AGENT_EVENTS, AGENT_ERROR, AGENT_DELTA],
      options.pong,
    ),
  };
  if (!streams) return dialect;
  return overSse(dialect, { opening: options.opening, read: readNamedEvents });
}

/** What the server never says is not read, whatever stands there: a `user_id` may be an id of its own. */
function unsaid({ user, thread, eventId, seq, timestamp }: Provisions): ReceiveMapping {
  return {
    ...(user === "never" && { user: [] }),
    ...(thread === "never" && { thread: [] }),
    ...(eventId === "never" && { id: [] }),
    ...(seq === "never" && { seq: [] }),
    ...(timestamp === "never" && { timestamp: [] }),
  };
}
