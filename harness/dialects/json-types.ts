import { HarnessError } from "../errors/harness-error.ts";
import type { Message } from "./dialect.ts";

type Control = Exclude<Message["kind"], "event" | "unknown" | "malformed">;

/** What a server's message type stands for. */
export type Meaning = { readonly control: Control } | { readonly event: string };

/** Our name of a message type, and the server's names. */
export type TypeNames = Readonly<Record<string, string | readonly string[]>>;

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

/**
 * A name that `types` gives away no longer stands for our type of that name.
 *
 * @throws HarnessError `bad-config` when two of our types share one name of the server's
 */
export function compileTypes(
  types: TypeNames,
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
