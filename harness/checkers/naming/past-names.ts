import { type OwnId, mintId } from "../../ownership/run-id.ts";
import { markOf } from "../scene/mark-of.ts";

/** Ids by which a server named runs that are over. */
export interface PastNames {
  add(name: string, run: Pick<OwnId, "user" | "run">): void;
  /** Our id of the run of this name; null: it is nobody's, or too old. */
  runOf(name: string): string | null;
}

/** Names of one user, the oldest at `oldest`, whose place the next one takes. */
interface Ring {
  readonly marks: number[];
  oldest: number;
}

/** Names that are remembered of all users together. */
const MOST = 200_000;

/** And of each, however many users there are. */
const FEWEST = 8;

/** A run ordinal has 20 bits in a run id. */
const RUNS = 2 ** 20;

/**
 * Of each user as many as of any other, so that a judge of some users remembers the same as one of all.
 *
 * Memory: three numbers a name; 53 bits of a hash stand for its text.
 *
 * @param users of the plan
 */
export function createPastNames(key: string, users: number, most: number = MOST): PastNames {
  const each = Math.max(FEWEST, Math.floor(most / Math.max(users, 1)));
  /** User and run by mark. */
  const runs = new Map<number, number>();
  const rings = new Map<number, Ring>();

  function ringOf(user: number): Ring {
    const known = rings.get(user);
    if (known !== undefined) return known;
    const ring = { marks: [], oldest: 0 };
    rings.set(user, ring);
    return ring;
  }

  function enter({ marks, oldest }: Ring, mark: number): number {
    const evicted = marks[oldest];
    if (marks.length < each || evicted === undefined) {
      marks.push(mark);
      return oldest;
    }
    runs.delete(evicted);
    marks[oldest] = mark;
    return (oldest + 1) % each;
  }

  return {
    add(name, { user, run }) {
      const mark = markOf(name);
      if (!runs.has(mark)) {
        const ring = ringOf(user);
        ring.oldest = enter(ring, mark);
      }
      // On one connection it may be the name of one run after the other.
      runs.set(mark, user * RUNS + run);
    },
    runOf(name) {
      const known = runs.get(markOf(name));
      if (known === undefined) return null;
      return mintId(key, "run", Math.floor(known / RUNS), known % RUNS);
    },
  };
}
