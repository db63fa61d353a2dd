import type { ReceiveMapping } from "../dialects/json-receive.ts";
import {
  dataPath,
  idPath,
  type Message,
  mostFrequent,
  ownRunPath,
  pathsOf,
  seqPath,
  timePath,
  typePath,
  type Value,
} from "./field-paths.ts";
import { loginAnswer } from "./login-answer.ts";
import { leavesOf, objectsIn } from "./leaves.ts";
import type { Heard } from "./rehearse.ts";

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
  const sent = known.runs.flatMap(({ id, thread }) => [id, thread]);
  const type = typePath(messages, new Set([known.user, ...sent]));
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

function textAt(leaves: ReadonlyMap<string, Value>, path: string): readonly string[] {
  const value = leaves.get(path);
  return typeof value === "string" ? [value] : [];
}
