import { AGENT_FIELDS } from "../contract/agent-parts.ts";
import { AGENT_EVENTS } from "../contract/event-types.ts";
import type { Dialect, Message } from "../dialects/dialect.ts";
import type { Provisions } from "../history/header.ts";
import type { AgentEvent } from "../history/op.ts";
import { type DialectCases, type Trial, TRIALS } from "./cases.ts";
import { type DialectFlaw, flaw } from "./flaw.ts";
import { malformation } from "./well-formed.ts";

/** A right run comes out as the events that it was, under names that do not change. */
export function checkRun(dialect: Dialect, cases: DialectCases): readonly DialectFlaw[] {
  return TRIALS.flatMap((trial) => {
    const messages = cases.run(trial.intent).flatMap((text) => understood(dialect, text));
    const events = messages.flatMap((each) => (each.kind === "event" ? [each.event] : []));
    return [
      ...sequence(events, cases.events ?? AGENT_EVENTS),
      ...(cases.events === undefined ? events.flatMap(filled) : []),
      ...ofTheRun(messages, events, trial, (dialect.description.runIds ?? "client") !== "client"),
      ...constant(events, trial),
      ...provided(events, dialect.description.provides),
    ];
  });
}

/** What throws, or is no message, is told elsewhere. */
function understood(dialect: Dialect, text: string): readonly Message[] {
  try {
    const answer = dialect.receive(text);
    return malformation(answer) === null ? answer : [];
  } catch {
    return [];
  }
}

function sequence(events: readonly AgentEvent[], expected: readonly string[]): DialectFlaw[] {
  const types = events.map(({ type }) => type).join(", ");
  if (types === expected.join(", ")) return [];
  return [flaw("round-trip", `a right run came out as ${types || "no event"}`)];
}

/** What the contract demands of the five events, by default. */
function filled({ type, data }: AgentEvent): readonly DialectFlaw[] {
  const fields = Object.hasOwn(AGENT_FIELDS, type) ? Object.keys(AGENT_FIELDS[type] ?? {}) : [];
  return fields
    .filter((field) => typeof data[field] !== "string" || data[field] === "")
    .map((field) => flaw("round-trip", `${type} came out without its ${field}`));
}

/** By the id that was sent, or by one that a message gave as its alias; a server's own may stand alone. */
function ofTheRun(
  messages: readonly Message[],
  events: readonly AgentEvent[],
  { intent }: Trial,
  serverNames: boolean,
): readonly DialectFlaw[] {
  const ours = new Set<string | null>([intent.run.id]);
  for (const message of messages) if (message.alias !== undefined) ours.add(message.alias);
  const strange = events.find(({ run }) => !ours.has(run));
  if (strange === undefined) return [];
  if (serverNames && ours.size === 1 && strange.run !== null) return [];
  return [flaw("round-trip", `${strange.type} names the run ${strange.run ?? "not at all"}`)];
}

function constant(events: readonly AgentEvent[], { intent }: Trial): readonly DialectFlaw[] {
  const flaws: DialectFlaw[] = [];
  const runs = said(events, "run").filter((run) => run !== intent.run.id);
  if (new Set(runs).size > 1) flaws.push(flaw("constant-ids", "the run changes its id"));
  if (new Set(said(events, "thread")).size > 1) {
    flaws.push(flaw("constant-ids", "the run changes its thread"));
  }
  const other = said(events, "user").find((user) => user !== intent.user.id);
  if (other !== undefined) flaws.push(flaw("constant-ids", `an event names the user ${other}`));
  const ids = said(events, "id");
  if (new Set(ids).size < ids.length) {
    flaws.push(flaw("constant-ids", "two events of a run have one id"));
  }
  return flaws;
}

function said(events: readonly AgentEvent[], field: "run" | "thread" | "user" | "id"): string[] {
  return events.flatMap((event) => event[field] ?? []);
}

const FIELDS = {
  user: "user",
  thread: "thread",
  eventId: "id",
  seq: "seq",
  timestamp: "at",
} as const;

/** What the description promises is said in every event, and what it denies in none. */
function provided(events: readonly AgentEvent[], provides: Provisions): readonly DialectFlaw[] {
  return Object.entries(FIELDS).flatMap(([promise, field]) => {
    const promised = provides[promise as keyof typeof FIELDS];
    const silent = events.find((event) => event[field] === null);
    const spoken = events.find((event) => event[field] !== null);
    if (promised === "always" && silent) {
      return [flaw("round-trip", `${silent.type} has no ${field}, which is promised`)];
    }
    return promised === "never" && spoken
      ? [flaw("round-trip", `${spoken.type} has a ${field}, which is denied`)]
      : [];
  });
}
