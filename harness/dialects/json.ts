import { AGENT_DELTA, AGENT_ERROR, AGENT_EVENTS } from "../contract/event-types.ts";
import type { DialectDescription, Provisions } from "../history/header.ts";
import type { Dialect } from "./dialect.ts";
import { type Auth, type ConnectMapping, compileConnect } from "./json-connect.ts";
import { type ReceiveMapping, compileReceive } from "./json-receive.ts";
import { checkKeys } from "./known-keys.ts";
import { type CancelMapping, type StartMapping, compileCancel, compileStart } from "./json-send.ts";

/** How a server differs from the default dialect. Everything left out is as in the README's table. */
export interface JsonOptions {
  /** Where the token goes; `bearer` by default. */
  readonly auth?: Auth;
  readonly connect?: ConnectMapping;
  readonly start?: StartMapping;
  readonly cancel?: CancelMapping;
  readonly receive?: ReceiveMapping;
  /** Event types of the contract, as the contract spells them; the five events, the error and the delta by default. */
  readonly events?: readonly string[];
  /** What the server promises to say; each `optional` by default, so nothing is demanded. */
  readonly provides?: Partial<Provisions>;
  /** Where an event id is unique; `undeclared` by default. */
  readonly eventIds?: DialectDescription["eventIds"];
}

const OPTIONS = [
  "auth",
  "connect",
  "start",
  "cancel",
  "receive",
  "events",
  "provides",
  "eventIds",
] as const satisfies readonly (keyof JsonOptions)[];

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
 * The default dialect: a text message is one JSON object. Both halves can be mapped.
 *
 * Messages of an unknown type become `unknown`; what is no JSON, or is nested deeper than 64 levels,
 * `malformed`. Where a key stands twice in an object, the last one counts.
 */
export function json(options: JsonOptions = {}): Dialect {
  checkKeys("json({ … })", options, OPTIONS);
  return {
    description: {
      name: "json",
      provides: { ...OPTIONAL, ...options.provides },
      eventIds: options.eventIds ?? "undeclared",
    },
    anonymous: options.auth === "none",
    connect: compileConnect(options.connect, options.auth ?? "bearer"),
    start: compileStart(options.start),
    cancel: compileCancel(options.cancel),
    receive: compileReceive(
      options.receive ?? {},
      options.events ?? [...AGENT_EVENTS, AGENT_ERROR, AGENT_DELTA],
    ),
  };
}
