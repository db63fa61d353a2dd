import { describe, expect, test } from "vitest";
import {
  dataPath,
  idPath,
  type Message,
  mostFrequent,
  ownRunPath,
  seqPath,
  timePath,
  typePath,
} from "./field-paths.ts";
import { leavesOf } from "./leaves.ts";

function messages(...all: readonly Readonly<Record<string, unknown>>[]): readonly Message[] {
  return all.map((fields) => ({
    run: 1,
    fields,
    text: JSON.stringify(fields),
    leaves: new Map(leavesOf(fields).map(({ path, value }) => [path, value])),
  }));
}

/** A run of two messages that bear one id under two names. */
function run(id: string): readonly Message[] {
  return messages({ req_id: id, run_id: id, v: "s" }, { req_id: id, run_id: id });
}

function timeAt(at: unknown): string | null {
  return timePath(messages({ at }, { at }), []);
}

const NO_IDS: ReadonlySet<string> = new Set();

describe("the type stands", () => {
  test("under the likelier name, and not where one and the same word stands always", () => {
    const heard = messages(
      { kind: "chat", name: "begin", who: "bot" },
      { kind: "chat", name: "piece", who: "bot" },
      { kind: "chat", name: "end", who: "me" },
    );
    expect(typePath(heard, NO_IDS)).toBe("name");
  });

  test("in nearly every message, and is neither an id that was sent nor a number", () => {
    const heard = messages({ op: "r1", n: 1, e: "x" }, { op: "r1", n: 2, e: "y" }, { op: "r1" });
    expect(typePath(heard, NO_IDS)).toBe("op");
    expect(typePath(heard, new Set(["r1"]))).toBe(null);
  });

  test("nearer to the top, where two names are equally likely", () => {
    expect(typePath(messages({ a: { b: "x" }, c: "x" }, { a: { b: "y" }, c: "y" }), NO_IDS)).toBe(
      "c",
    );
  });
});

describe("the server's own name of a run", () => {
  test("is constant within a run and another in each, most likely with `run` in its path", () => {
    expect(ownRunPath([run("a"), run("b")], [])).toBe("run_id");
    expect(ownRunPath([run("a"), run("b")], ["run_id"])).toBe("req_id");
  });

  test("is none where two runs have it, where it changes, or where it came but once", () => {
    expect(ownRunPath([run("a"), run("a")], [])).toBe(null);
    expect(ownRunPath([messages({ run: "a" }, { run: "b" }), run("c")], [])).toBe(null);
    expect(ownRunPath([messages({ run: "a" }), messages({ run: "b" })], [])).toBe(null);
  });
});

test("sequence numbers rise by one in every run, from wherever they begin", () => {
  const rising = messages({ n: 7, m: 1 }, { n: 8, m: 3 });
  expect(seqPath([rising, messages({ n: 1 }, { n: 2 })], [])).toBe("n");
  expect(seqPath([rising], ["n"])).toBe(null);
  expect(seqPath([rising, messages({ n: 1 })], [])).toBe(null);
});

test("a time of day is a date, or seconds or milliseconds of this century", () => {
  expect(["2026-01-02T03:04:05Z", 1_790_000_000, 1_790_000_000_000].map(timeAt)).toEqual([
    "at",
    "at",
    "at",
  ]);
  expect(["January 2, 2026", "12", 42, 9_990_000_000_000].map(timeAt)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test("an id of an event never comes twice, and most events have one", () => {
  const heard = messages({ id: "1", run_id: "r", x: { id: "7" } }, { id: "2", run_id: "r" });
  expect(idPath(heard, [])).toBe("id");
  expect(idPath(heard, ["id"])).toBe(null);
});

test("a payload stands in a field of its own, or is the message", () => {
  expect(dataPath(messages({ payload: {} }, { payload: {}, data: {} }))).toBe("payload");
  expect(dataPath(messages({ data: "x" }, { data: "y" }))).toBe(".");
});

test("of several paths the most frequent is meant", () => {
  expect([mostFrequent(["a", "b", "b"]), mostFrequent([])]).toEqual(["b", null]);
});
