import type { OwnId } from "../../ownership/run-id.ts";
import type { Run } from "./scene.ts";

/** Runs that are over. A bit each; of those whose id was not minted from the key, id and owner. */
export interface SettledRuns {
  add(run: Pick<Run, "id" | "owner">, ordinals: OwnId | null): void;
  /** Whether this run of the plan is over. */
  has(ordinals: OwnId): boolean;
  /** The owner of a run under an id that was not minted; null: no such run is over. */
  ownerOf(id: string): string | null;
}

export function createSettledRuns(): SettledRuns {
  /** Words of 32 runs, by user ordinal. */
  const words = new Map<number, number[]>();
  const others = new Map<string, string>();
  return {
    add({ id, owner }, ordinals) {
      if (ordinals === null) {
        others.set(id, owner);
        return;
      }
      let bits = words.get(ordinals.user);
      if (bits === undefined) words.set(ordinals.user, (bits = []));
      const at = ordinals.run >>> 5;
      while (bits.length <= at) bits.push(0);
      bits[at] = (bits[at] ?? 0) | (1 << (ordinals.run & 31));
    },
    has({ user, run }) {
      return (((words.get(user)?.[run >>> 5] ?? 0) >>> (run & 31)) & 1) === 1;
    },
    ownerOf(id) {
      return others.get(id) ?? null;
    },
  };
}
