import { AGENT_DELTA, AGENT_ERROR, AGENT_EVENTS } from "../contract/event-types.ts";
import type { DialectDescription, Provisions } from "../history/header.ts";
import type { Dialect } from "./dialect.ts";
import { type Auth, type ConnectMapping, compileConnect } from "./json-connect.ts";
import { checkJson } from "./json-check.ts";
import type { Pong } from "./json-pong.ts";
import { type ReceiveMapping, compileReceive } from "./json-receive.ts";
import { type CancelMapping, type StartMapping, compileCancel, compileStart } from "./json-send.ts";

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
  // Only a function can ask for one.
  const requests = [options.start, options.cancel].some((map) => typeof map === "function");
  const runIds = options.runIds ?? (receive.request ? "server" : "client");
  return {
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
    cancel: compileCancel(options.cancel),
    receive: compileReceive(
      { ...unsaid(provides), ...receive },
      options.events ?? [...AGENT_EVENTS, AGENT_ERROR, AGENT_DELTA],
      options.pong,
    ),
  };
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
