import type { Bench } from "./measure.ts";

/** Measures one thing, once. */
export type Side<T> = (round: number) => Promise<T>;

/**
 * All sides in turn, again and again: ABAB…, so that a machine that slows down slows all alike.
 *
 * @returns what each side gave, in the order of the rounds
 */
export async function takeTurns<Name extends string, T>(
  { repetitions, tell }: Pick<Bench, "repetitions" | "tell">,
  sides: Readonly<Record<Name, Side<T>>>,
  words: (given: T) => string,
): Promise<Readonly<Record<Name, readonly T[]>>> {
  const names = Object.keys(sides) as Name[];
  const given = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, T[]>;
  for (let round = 1; round <= repetitions; round += 1) {
    for (const name of names) {
      const one = await sides[name](round);
      given[name].push(one);
      tell(`${round}/${repetitions}  ${name}: ${words(one)}`);
    }
  }
  return given;
}
