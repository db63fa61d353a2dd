import type { Faker } from "@faker-js/faker";
import { faker as ar } from "@faker-js/faker/locale/ar";
import { faker as de } from "@faker-js/faker/locale/de";
import { faker as el } from "@faker-js/faker/locale/el";
import { faker as en } from "@faker-js/faker/locale/en";
import { faker as he } from "@faker-js/faker/locale/he";
import { faker as ja } from "@faker-js/faker/locale/ja";
import { faker as vi } from "@faker-js/faker/locale/vi";
import type { Persona } from "./plan.ts";
import { createRandom, type Random } from "./random.ts";

/** Left to right, right to left, without case, with marks: what a server gets wrong in names. */
const LOCALES = { en, de, ja, ar, he, vi, el } as const;
type Locale = keyof typeof LOCALES;
const CODES = ["en", "de", "ja", "ar", "he", "vi", "el"] as const satisfies readonly Locale[];

/** A persona, and its first name in letters of `[a-z]` for an id. */
export interface Casting {
  readonly persona: Persona;
  readonly nickname: string;
}

/**
 * Names by ordinal, each a function of the seed and the ordinal alone. The shared instances of faker are
 * left as they are: these have a random source of their own.
 */
export function createCasting(seed: string): (ordinal: number) => Casting {
  let random: Random = createRandom(seed);
  // Not by import: the package's main door loads all of its seventy locales.
  const Own = en.constructor as new (options: ConstructorParameters<typeof Faker>[0]) => Faker;
  const randomizer = { next: () => random.next(), seed: () => undefined };
  const own = (locale: Locale) =>
    new Own({ locale: [LOCALES[locale].rawDefinitions, en.rawDefinitions], randomizer });
  const fakers = {
    en: own("en"),
    de: own("de"),
    ja: own("ja"),
    ar: own("ar"),
    he: own("he"),
    vi: own("vi"),
    el: own("el"),
  } satisfies Record<Locale, Faker>;

  return (ordinal) => {
    random = createRandom(`persona ${ordinal} ${seed}`);
    const locale = random.pick(CODES);
    const { person } = fakers[locale];
    const name = `${person.firstName()} ${person.lastName()}`;
    const nickname = fakers.en.person
      .firstName()
      .toLowerCase()
      .replace(/[^a-z]/g, "");
    return { persona: { name, locale }, nickname };
  };
}
