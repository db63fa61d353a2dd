import type { Random } from "../../plan/random.ts";
import { type Impossible, impossible } from "./injection.ts";
import type { Moment, Scene, SceneRun, Seat } from "./scene.ts";

/** A seeded choice; undefined: there is nothing to choose from. */
export function pick<T>(random: Random, list: readonly T[]): T | undefined {
  return list[Math.floor(random.next() * list.length)];
}

/** A seeded order of a list: the first that fits may be far down. */
export function shuffled<T>(random: Random, list: readonly T[]): readonly T[] {
  return list
    .map((item) => ({ item, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** The first answer that is not undefined, over the sound runs in a seeded order. */
export function inSomeRun<T>(
  scene: Scene,
  random: Random,
  find: (run: SceneRun) => T | undefined,
): T | undefined {
  for (const run of shuffled(random, scene.sound)) {
    const found = find(run);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The connections of others than these users that were open all the time. */
export function others(
  { seats }: Scene,
  role: Seat["role"],
  ...but: readonly string[]
): readonly Seat[] {
  const seen = new Set(but);
  return seats.filter((seat) => {
    if (seat.role !== role || seen.has(seat.user)) return false;
    seen.add(seat.user);
    return true;
  });
}

/** The event that ends a run. */
export function lastOf({ moments }: SceneRun): Moment | undefined {
  return moments.at(-1);
}

export function noSoundRun({ runs }: Scene): Impossible {
  return runs.length === 0
    ? impossible("no run was sent")
    : impossible(
        "no run of this history came as it should, so that nothing can be broken in it",
        "judge a history with runs that pass",
      );
}

/** No sound run, or none with what is needed. */
export function lacking(scene: Scene, reason: string, advice: string | null = null): Impossible {
  return scene.sound.length === 0 ? noSoundRun(scene) : impossible(reason, advice);
}
