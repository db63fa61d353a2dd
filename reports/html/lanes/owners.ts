import type { HistoryHeader } from "../../../harness/history/header.ts";
import type { Op } from "../../../harness/history/op.ts";
import { readId } from "../../../harness/ownership/run-id.ts";

/** A run, by the position of its user and its number there, from 0. */
export interface RunPlace {
  readonly user: number;
  readonly run: number;
}

export interface Owners {
  /** The run that an op speaks of; null: none, or none that is known. */
  of(op: Op): RunPlace | null;
  /** The run of an id, ours or the server's. */
  named(id: string): RunPlace | null;
}

/** Ids of the server's own that are remembered. */
const ALIASES = 100_000;

/** Our own ids tell their owner; the server's own count once a message has proved them. */
export function createOwners({ key }: HistoryHeader): Owners {
  const aliases = new Map<string, RunPlace>();
  /** A run's events mostly come together, and reading an id costs a hash. */
  const recent = new Map<string, RunPlace | null>();

  function named(id: string): RunPlace | null {
    const known = recent.get(id);
    if (known !== undefined) return known;
    const own = readId(key, id);
    const place = own === null ? (aliases.get(id) ?? null) : { user: own.user, run: own.run };
    if (recent.size >= 4_096) recent.clear();
    recent.set(id, place);
    return place;
  }

  function learn(alias: string, run: string | null): RunPlace | null {
    const place = run === null ? null : named(run);
    if (place !== null && aliases.size < ALIASES) {
      aliases.set(alias, place);
      recent.delete(alias);
    }
    return place;
  }

  return {
    of(op) {
      switch (op.type) {
        case "event":
          if (op.alias !== undefined) return learn(op.alias, op.event.run);
          return op.event.run === null ? null : named(op.event.run);
        case "frame":
          if (op.alias !== undefined) return learn(op.alias, op.run);
          return op.run === null ? null : named(op.run);
        case "send":
          return op.run === null ? null : named(op.run);
        default:
          return null;
      }
    },
    named,
  };
}
