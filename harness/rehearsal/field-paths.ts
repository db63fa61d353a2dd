import { TYPE_LIKE, TYPE_NAMES } from "./type-names.ts";

/** A message, with its values under their dotted paths. */
export interface Message {
  /** Which run it came after, counted from 1; 0: none had been started. */
  readonly run: number;
  readonly leaves: ReadonlyMap<string, string | number>;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export type Value = string | number;

/** Names of fields that mostly hold an event's payload, the likelier ones first. */
const DATA_NAMES = ["data", "payload", "body", "content", "params"];

/**
 * The path under which nearly all messages have a word, as few kinds of it as there are; null: there is none.
 *
 * @param ids what was sent to tell users and runs apart: these are no types
 */
export function typePath(messages: readonly Message[], ids: ReadonlySet<Value>): string | null {
  const values = new Map<string, string[]>();
  for (const { leaves } of messages) {
    for (const [path, value] of leaves) {
      if (typeof value !== "string" || !TYPE_LIKE.test(value) || ids.has(value)) continue;
      values.set(path, [...(values.get(path) ?? []), value]);
    }
  }
  const often = [...values].filter(([, some]) => some.length >= messages.length * 0.9);
  const rank = ([path, some]: [string, string[]]): readonly number[] => {
    const name = TYPE_NAMES.indexOf(path.split(".").at(-1) ?? "");
    // One and the same in every message says nothing.
    const kinds = new Set(some).size;
    const dull = kinds < 2 && messages.length > 2 ? 1 : 0;
    return [dull, name === -1 ? TYPE_NAMES.length : name, path.split(".").length, kinds];
  };
  return often.toSorted((a, b) => compare(rank(a), rank(b)))[0]?.[0] ?? null;
}

/** A path that is constant within each run, and differs between them. */
export function ownRunPath(
  byRun: readonly (readonly Message[])[],
  taken: readonly (string | null)[],
): string | null {
  const sets = byRun.map((messages) => {
    const values = new Map<string, Set<Value>>();
    for (const { leaves } of messages) {
      for (const [path, value] of leaves) {
        values.set(path, (values.get(path) ?? new Set()).add(value));
      }
    }
    return values;
  });
  const [first] = sets;
  const paths = [...(first?.keys() ?? [])].filter(
    (path) =>
      !taken.includes(path) &&
      /(^|[._-])?(run|request|req|message|msg|task|job|conversation|id)/i.test(path),
  );
  const fits = paths.filter((path) => {
    const constants = sets.map((values) => values.get(path));
    if (constants.some((values) => values?.size !== 1)) return false;
    const counts = byRun.map((some) => some.filter(({ leaves }) => leaves.has(path)).length);
    const distinct = new Set(constants.flatMap((values) => [...(values ?? [])]));
    return distinct.size === byRun.length && counts.every((count) => count >= 2);
  });
  return fits.toSorted((a, b) => runRank(a) - runRank(b))[0] ?? null;
}

function runRank(path: string): number {
  return /run/i.test(path) ? 0 : /request|req/i.test(path) ? 1 : 2;
}

/** Whole numbers that rise by one from message to message, in every run. */
export function seqPath(
  byRun: readonly (readonly Message[])[],
  taken: readonly (string | null)[],
): string | null {
  const paths = new Set(byRun.flat().flatMap(({ leaves }) => [...leaves.keys()]));
  return (
    [...paths].find((path) => {
      if (taken.includes(path)) return false;
      return byRun.every((messages) => {
        const numbers = messages.flatMap(({ leaves }) => {
          const value = leaves.get(path);
          return typeof value === "number" ? [value] : [];
        });
        return (
          numbers.length >= 2 && numbers.every((value, at) => value === (numbers[0] ?? 0) + at)
        );
      });
    }) ?? null
  );
}

/** Times of day: texts in the manner of ISO 8601, or seconds or milliseconds since 1970. */
export function timePath(
  messages: readonly Message[],
  taken: readonly (string | null)[],
): string | null {
  return shared(messages, taken, (value) => {
    const milliseconds =
      typeof value === "number" ? (value < 1e11 ? value * 1_000 : value) : Date.parse(value);
    // Between 2001 and 2100: a number that is none of these is no time of day.
    return (
      milliseconds > 1e12 &&
      milliseconds < 4.1e12 &&
      (typeof value === "number" || /^\d{4}-/.test(value))
    );
  });
}

/** Texts that never come twice. */
export function idPath(
  messages: readonly Message[],
  taken: readonly (string | null)[],
): string | null {
  const paths = new Set(messages.flatMap(({ leaves }) => [...leaves.keys()]));
  const unique = [...paths].filter((path) => {
    if (taken.includes(path) || !/id$/i.test(path)) return false;
    const values = messages.flatMap(({ leaves }) => leaves.get(path) ?? []);
    return values.length >= messages.length * 0.8 && new Set(values).size === values.length;
  });
  return unique.toSorted((a, b) => a.split(".").length - b.split(".").length)[0] ?? null;
}

/** The field that holds the payload of nearly all messages; `.`: the whole message is one. */
export function dataPath(messages: readonly Message[]): string {
  const name = DATA_NAMES.find((key) => {
    const holding = messages.filter(({ fields }) => typeof fields[key] === "object");
    return holding.length >= messages.length * 0.8;
  });
  return name ?? ".";
}

/** A path that nearly all messages have, with such a value. */
function shared(
  messages: readonly Message[],
  taken: readonly (string | null)[],
  fits: (value: Value) => boolean,
): string | null {
  const paths = new Set(messages.flatMap(({ leaves }) => [...leaves.keys()]));
  const found = [...paths].filter((path) => {
    if (taken.includes(path)) return false;
    const values = messages.flatMap(({ leaves }) => leaves.get(path) ?? []);
    return values.length >= messages.length * 0.8 && values.every(fits);
  });
  return found.toSorted((a, b) => a.split(".").length - b.split(".").length)[0] ?? null;
}

/** Where in a message this very value stands. */
export function pathsOf(leaves: ReadonlyMap<string, Value>, wanted: string): readonly string[] {
  return [...leaves].flatMap(([path, value]) => (value === wanted ? [path] : []));
}

export function mostFrequent(paths: readonly string[]): string | null {
  const groups = [...Map.groupBy(paths, (path) => path)];
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) {
    const difference = value - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
