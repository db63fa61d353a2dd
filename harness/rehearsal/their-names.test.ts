import { expect, test } from "vitest";
import type { Message } from "../dialects/dialect.ts";
import { takenAs } from "./taken-as.ts";
import { theirNames } from "./their-names.ts";

const RUNS = [1, 2].map((nth) => ({ id: `run-${nth}`, thread: `t-${nth}`, canary: `c-${nth}` }));
const SERVER = { runIds: "server" } as const;

function event(run: string | null, alias?: string): Message {
  const nothing = { user: null, thread: null, id: null, seq: null, at: null, data: {} };
  return {
    kind: "event",
    event: { type: "go", run, ...nothing },
    ...(alias !== undefined && { alias }),
  };
}

function heard(...said: readonly (readonly [after: number, message: Message])[]) {
  return said.map(([after, message]) => ({ after, messages: [message] }));
}

test("an id of the server's own is that of the run which had just been started, and stays so", () => {
  const said = heard([1, event("srv-1")], [2, event("srv-1")], [2, event("srv-2")]);
  expect([...theirNames(said, { runs: RUNS }, SERVER)]).toEqual([
    ["srv-1", 0],
    ["srv-2", 1],
  ]);
});

test("what the server says itself counts for more", () => {
  const said = heard([2, event("srv-1")], [2, event("run-1", "srv-1")]);
  expect([...theirNames(said, { runs: RUNS }, SERVER)]).toEqual([["srv-1", 0]]);
});

test("a second id, one that came before any run, and one of a client's server are nobody's", () => {
  const said = heard([0, event("srv-0")], [1, event("srv-1")], [1, event("srv-9")]);
  expect([...theirNames(said, { runs: RUNS }, SERVER).keys()]).toEqual(["srv-1"]);
  expect(theirNames(said, { runs: RUNS }, {}).size).toBe(0);
});

test("a message is told with the run that it is of, and what the server calls that", () => {
  const said = heard([1, event("srv-1")], [1, event("srv-9")]);
  const names = theirNames(said, { runs: RUNS }, SERVER);
  const known = { user: "amy", runs: RUNS, names, hide: (text: string) => text };
  expect(said.flatMap(({ messages }) => takenAs(messages, known))).toEqual([
    "event go of run 1 (which it calls srv-1)",
    "event go of a run that we did not start, srv-9",
  ]);
});
