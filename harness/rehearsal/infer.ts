import type { ReceiveMapping } from "../dialects/json-receive.ts";
import { loginAnswer } from "./login-answer.ts";
import { leavesOf, objectsIn } from "./leaves.ts";
import type { Heard } from "./rehearse.ts";
import { TYPE_LIKE, TYPE_NAMES } from "./type-names.ts";

/** What was done, so that what came back can be recognised. */
export interface Known {
  readonly user: string;
  readonly runs: readonly {
    readonly id: string;
    readonly thread: string;
    readonly canary: string;
  }[];
}

/** How a server seems to speak. A guess from few messages: whoever uses it must look at it. */
export interface Sketch {
  readonly receive: ReceiveMapping;
  readonly runIds: "client" | "server";
  /** A login was answered, by what `receive` calls `connection_established`. */
  readonly welcomed: boolean;
  /** Messages of a run came as binary ones. */
  readonly binary: boolean;
  /** Types of each run's messages, in their order. */
  readonly sequences: readonly (readonly string[])[];
  /** The user's own text came back in every run, in some, or in none. */
  readonly echo: "every" | "some" | "none";
  /** What could not be found, and what that costs. */
  readonly doubts: readonly string[];
}

interface Message {
  readonly run: number;
  readonly leaves: ReadonlyMap<string, string | number>;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
}

type Value = string | number;

const DATA_NAMES = ["data", "payload", "body", "content", "params"];

/**
 * @param streamed each run was answered by a stream of its own, so that every event is known to be of it
 * @returns null: nothing that came was a JSON object
 */
export function infer(
  heard: readonly Heard[],
  known: Known,
  { streamed = false }: { readonly streamed?: boolean } = {},
): Sketch | null {
  const all = heard.flatMap(({ after, text }) =>
    objectsIn(text).map((fields): Message => {
      const leaves = new Map(leavesOf(fields).map(({ path, value }) => [path, value]));
      return { run: after, leaves, fields, text: JSON.stringify(fields) };
    }),
  );
  const messages = all.filter(({ run }) => run > 0);
  const type = typePath(messages, known);
  if (type === null) return null;
  const byRun = known.runs.map((_run, at) => messages.filter(({ run }) => run === at + 1));
  const mine = (pick: (run: Known["runs"][number]) => string): string | null =>
    mostFrequent(
      messages.flatMap(({ run, leaves }) => {
        const wanted = known.runs[run - 1];
        return wanted ? pathsOf(leaves, pick(wanted)) : [];
      }),
    );
  const ours = mine(({ id }) => id);
  const everywhere = ours !== null && messages.filter((one) => one.leaves.has(ours)).length;
  const theirs =
    streamed || everywhere === messages.length ? null : ownRunPath(byRun, [type, ours]);
  const serverNames = theirs !== null;
  const run = theirs ?? ours;
  const user = mostFrequent(all.flatMap(({ leaves }) => pathsOf(leaves, known.user)));
  const thread = mine((one) => one.thread);
  const taken = [type, ours, theirs, user, thread];
  const seq = seqPath(byRun, taken);
  const timestamp = timePath(messages, [...taken, seq]);
  const id = idPath(messages, [...taken, seq, timestamp]);
  const data = dataPath(messages);
  const echoed = byRun.filter((some, at) =>
    some.some(({ text }) => text.toLowerCase().includes(known.runs[at]?.canary ?? " ")),
  );
  const sequences = byRun.map((some) => some.flatMap(({ leaves }) => textAt(leaves, type)));
  const answer = loginAnswer(heard, type);
  const welcome = answer && !sequences.flat().includes(answer.type) ? answer : null;
  const loggedIn = heard.some((one) => one.loggedIn);
  return {
    receive: {
      type: welcome === null || welcome.path === type ? type : [type, welcome.path],
      // A name of the server's own would be taken for a run of somebody else's.
      ...(run === null ? streamed && { run: [] } : { run }),
      ...(serverNames && ours !== null && { request: ours }),
      ...(user !== null && { user }),
      ...(thread !== null && { thread }),
      ...(seq !== null && { seq }),
      ...(id !== null && { id }),
      ...(timestamp !== null && { timestamp }),
      data,
      ...(welcome !== null && { types: { connection_established: welcome.type } }),
    },
    welcomed: welcome !== null,
    runIds: serverNames ? "server" : "client",
    binary: heard.some(({ after, binary }) => binary && after > 0),
    sequences,
    echo: echoed.length === 0 ? "none" : echoed.length === byRun.length ? "every" : "some",
    doubts: [
      ...(loggedIn && welcome === null
        ? ["no answer to the login that has a type of its own: runs start at once after it"]
        : []),
      ...doubtsOf({ run, streamed, proved: ours, user, thread, seq, id, echoed: echoed.length }),
    ],
  };
}

function doubtsOf(found: {
  run: string | null;
  streamed: boolean;
  /** Where our id of a run stands: the server's own alone tells nobody whose it is. */
  proved: string | null;
  user: string | null;
  thread: string | null;
  seq: string | null;
  id: string | null;
  echoed: number;
}): readonly string[] {
  return [
    ...(found.run === null && !found.streamed
      ? [
          "no field names the run: events are told apart by the user's own text alone, and `content`, which wants the run named, is off",
        ]
      : []),
    ...(found.user === null ? ["no field names the user"] : []),
    ...(found.seq === null
      ? ["no sequence numbers: loss and order are told by the types alone"]
      : []),
    ...(found.id === null ? ["no event ids: a copy is told by its content alone"] : []),
    ...(found.echoed === 0
      ? [
          found.proved === null && found.user === null && found.thread === null
            ? "the user's text never came back, and nothing else tells whose an answer is: another user's would look the same, so that `isolation` is only watched. Let the events name the run by the id that was sent, or the user"
            : "the user's text never came back: another user's text in a right envelope would not be seen",
        ]
      : []),
  ];
}

/** The path under which most messages have a short name, of few kinds, that come in every run. */
function typePath(messages: readonly Message[], { user, runs }: Known): string | null {
  const ids = new Set<Value>([user, ...runs.flatMap(({ id, thread }) => [id, thread])]);
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
function ownRunPath(
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
function seqPath(
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

function timePath(messages: readonly Message[], taken: readonly (string | null)[]): string | null {
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
function idPath(messages: readonly Message[], taken: readonly (string | null)[]): string | null {
  const paths = new Set(messages.flatMap(({ leaves }) => [...leaves.keys()]));
  const unique = [...paths].filter((path) => {
    if (taken.includes(path) || !/id$/i.test(path)) return false;
    const values = messages.flatMap(({ leaves }) => leaves.get(path) ?? []);
    return values.length >= messages.length * 0.8 && new Set(values).size === values.length;
  });
  return unique.toSorted((a, b) => a.split(".").length - b.split(".").length)[0] ?? null;
}

function dataPath(messages: readonly Message[]): string {
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

function pathsOf(leaves: ReadonlyMap<string, Value>, wanted: string): readonly string[] {
  return [...leaves].flatMap(([path, value]) => (value === wanted ? [path] : []));
}

function mostFrequent(paths: readonly string[]): string | null {
  const groups = [...Map.groupBy(paths, (path) => path)];
  return groups.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? null;
}

function textAt(leaves: ReadonlyMap<string, Value>, path: string): readonly string[] {
  const value = leaves.get(path);
  return typeof value === "string" ? [value] : [];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) {
    const difference = value - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
