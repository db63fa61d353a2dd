import type { Contract, EnvelopeField } from "../../contract/contract.ts";
import type { Provisions } from "../../history/header.ts";
import type { AgentEvent } from "../../history/op.ts";
import { excerpt } from "../words/excerpt.ts";
import type { Run } from "../scene/scene.ts";

/** What is wrong with the envelope of an event that belongs to a known run. */
export interface EnvelopeFault {
  readonly kind: string;
  readonly field: EnvelopeField;
  /** A clause for the report. */
  readonly words: string;
}

const ALL: readonly EnvelopeField[] = ["user", "thread", "id", "seq", "timestamp"];

const SAID: Readonly<Record<EnvelopeField, (event: AgentEvent) => unknown>> = {
  user: (event) => event.user,
  thread: (event) => event.thread,
  id: (event) => event.id,
  seq: (event) => event.seq,
  timestamp: (event) => event.at,
};

/** What every event must name: what the contract demands, and what the dialect promises. */
export function demandedFields(
  contract: Pick<Contract, "envelope">,
  provides: Provisions,
): readonly EnvelopeField[] {
  const promised: Readonly<Record<EnvelopeField, boolean>> = {
    user: provides.user === "always",
    thread: provides.thread === "always",
    id: provides.eventId === "always",
    seq: provides.seq === "always",
    timestamp: provides.timestamp === "always",
  };
  return ALL.filter((field) => promised[field] || contract.envelope.includes(field));
}

/** Whether an event names all that is demanded. Asked of every event, so that nothing is looked up. */
export function nameCheck(demanded: readonly EnvelopeField[]): (event: AgentEvent) => boolean {
  const [user, thread, id, seq, timestamp] = ALL.map((field) => demanded.includes(field));
  return (event) =>
    (user !== true || event.user !== null) &&
    (thread !== true || event.thread !== null) &&
    (id !== true || event.id !== null) &&
    (seq !== true || event.seq !== null) &&
    (timestamp !== true || event.at !== null);
}

/** Demanded fields that this event does not name. */
export function missingFields(
  event: AgentEvent,
  demanded: readonly EnvelopeField[],
): readonly EnvelopeFault[] {
  return demanded
    .filter((field) => SAID[field](event) === null)
    .map((field) => ({ kind: `missing-${field}`, field, words: `names no ${field}` }));
}

/** The thread that a run's events must name: the one sent, or the server's own where it need not follow ours. */
export function threadOf(run: Run, demanded: readonly EnvelopeField[]): string | null {
  if (run.thread !== null && demanded.includes("thread")) return run.thread;
  for (const { received } of run.streams) {
    for (const { op } of received) {
      const { thread } = op.event;
      if (thread !== null) return thread;
    }
  }
  return null;
}

/** What to do about ids of users that nobody here has. */
export const OWN_NAMES =
  'nobody of this plan (where these are ids of the server\'s own, say `provides: { user: "never" }`)';

/**
 * Whether user and thread are the run's own. What is not said cannot drift.
 *
 * @param planned all users of the plan
 */
export function driftedFields(
  event: AgentEvent,
  owner: string,
  thread: string | null,
  planned: ReadonlySet<string>,
): readonly EnvelopeFault[] {
  const faults: EnvelopeFault[] = [];
  if (event.user !== null && event.user !== owner) {
    const who = planned.has(event.user) ? "" : `, who is ${OWN_NAMES}`;
    const words = `names the user ${excerpt(event.user)}${who}`;
    faults.push({ kind: "user-drift", field: "user", words });
  }
  if (event.thread !== null && thread !== null && event.thread !== thread) {
    const words = `names the thread ${excerpt(event.thread)} in place of ${excerpt(thread)}`;
    faults.push({ kind: "thread-drift", field: "thread", words });
  }
  return faults;
}
