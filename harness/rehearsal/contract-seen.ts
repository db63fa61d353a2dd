import { AGENT_EVENTS } from "../contract/event-types.ts";

/** The order of events as it was seen in a few runs: what always came, and what came in some only. */
export interface Part {
  readonly type: string;
  /** More than one after the other, in some run. */
  readonly repeats: boolean;
  readonly optional: boolean;
}

/** What of the messages of a run is no event of it. */
const NO_EVENT =
  /accept|ack|ping|pong|heartbeat|keep-?alive|welcome|connected|established|subscribed/i;

/** Such as an acceptance or a heartbeat. */
export function isNoEvent(type: string): boolean {
  return NO_EVENT.test(type);
}

export interface SeenContract {
  readonly fiveEvents: boolean;
  readonly parts: readonly Part[];
  /** The type that ended every run; null: they ended differently, or none came. */
  readonly terminal: string | null;
}

/** The contract that fits all these runs, and no looser. A guess: two runs do not show everything. */
export function contractSeen(sequences: readonly (readonly string[])[]): SeenContract {
  const runs = sequences.map((types) => types.filter((type) => !isNoEvent(type)));
  const [first = [], ...others] = runs.map(compress);
  const parts = others.reduce(merge, first);
  const ends = new Set(runs.map((types) => types.at(-1) ?? null));
  const [end = null] = ends;
  return {
    fiveEvents: runs.length > 0 && runs.every((types) => types.join() === AGENT_EVENTS.join()),
    parts,
    terminal: ends.size === 1 ? end : null,
  };
}

function compress(types: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  for (const type of types) {
    const last = parts.at(-1);
    if (last?.type === type) parts[parts.length - 1] = { ...last, repeats: true };
    else parts.push({ type, repeats: false, optional: false });
  }
  return parts;
}

/** Both in one order: their longest common part stays demanded, the rest becomes optional. */
function merge(a: readonly Part[], b: readonly Part[]): readonly Part[] {
  const lengths = commonLengths(a, b);
  const merged: Part[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i], b[j]];
    if (one && other && one.type === other.type) {
      merged.push({
        type: one.type,
        repeats: one.repeats || other.repeats,
        optional: one.optional || other.optional,
      });
      i += 1;
      j += 1;
    } else if (one && (!other || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      merged.push({ ...one, optional: true });
      i += 1;
    } else if (other) {
      merged.push({ ...other, optional: true });
      j += 1;
    }
  }
  return merged;
}

/** Length of the longest common sequence of the rests from i and from j on. */
function commonLengths(a: readonly Part[], b: readonly Part[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () =>
    Array.from({ length: b.length + 1 }, () => 0),
  );
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (!row) continue;
      row[j] =
        a[i]?.type === b[j]?.type
          ? 1 + (lengths[i + 1]?.[j + 1] ?? 0)
          : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
