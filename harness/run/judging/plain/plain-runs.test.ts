import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { markOf } from "../../../checkers/scene/mark-of.ts";
import { defineContract } from "../../../contract/define-contract.ts";
import { one, sequence } from "../../../contract/grammar.ts";
import type { FieldRule } from "../../../contract/contract.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import { sampleHeader } from "../../../history/testing.ts";
import { mintId } from "../../../ownership/run-id.ts";
import { PlainRuns } from "./plain-runs.ts";
import { termsOf } from "./terms.ts";

const KEY = "0123456789abcdef".repeat(4);
const RUN = mintId(KEY, "run", 0, 0);

/** One event with this field, and nothing that is demanded of it. */
function headerWith(rule: FieldRule): HistoryHeader {
  const contract = defineContract({
    name: "one",
    grammar: sequence(one("a")),
    terminal: { success: ["a"], error: [] },
    fields: { a: { it: rule } },
  });
  const provides = { ...sampleHeader.dialect.provides, acceptance: "optional" } as const;
  return {
    ...sampleHeader,
    key: KEY,
    slice: { index: 0, count: 1 },
    contract: { ...contract, maxClockSkew: null, schemaTypes: [] },
    dialect: { ...sampleHeader.dialect, provides, eventIds: "global" },
  };
}

interface Said {
  readonly rule?: FieldRule;
  readonly run?: string;
  readonly canary?: string;
  readonly thread?: string;
  readonly eventThread?: string;
  readonly id?: string;
  readonly time?: string;
  readonly at?: string;
  /** Bytes of the value of the field. */
  readonly it?: string;
  readonly more?: string;
}

/** A run of one event: whether its send and its event were taken, and what is known then. */
function play({ rule = "present", run = RUN, thread = '"t"', id = '"e"', ...said }: Said) {
  const { time = "2", at = "2", it = '"x"', more = "", eventThread = thread } = said;
  const { canary = "c" } = said;
  const runs = runsOf(headerWith(rule));
  const heard = runs.sit(7, "amy", 0);
  const count = taken(runs, [
    sentAs(JSON.stringify(run), thread, canary),
    `{"index":1,"time":${time},"type":"event","connection":7,"user":"amy","bytes":5,"event":{"type":"a","run":${JSON.stringify(run)},"thread":${eventThread},"user":null,"id":${id},"seq":1,"at":${at},"data":{"it":${it}${more}}}}`,
  ]);
  return { isSent: count > 0, isTaken: count === 2, at: heard().at, runs };
}

/** In which nobody is given up. */
function runsOf(header: HistoryHeader): PlainRuns {
  const terms = termsOf(header);
  if (terms === null) throw new Error("no plain contract");
  return new PlainRuns(header, { ...terms, patience: Infinity }, false);
}

function sentAs(run: string, thread: string, canary = "c"): string {
  return `{"index":0,"time":1,"type":"send","connection":7,"user":"amy","action":"start","run":${run},"thread":${thread},"canary":"${canary}","scheduled":1,"outcome":"ok"}`;
}

/** How many of these lines were taken, from the first on. */
function taken(runs: PlainRuns, lines: readonly string[]): number {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  runs.put(bytes, 0);
  const first = runs.read(0, bytes.length, 0);
  if (first === "first") runs.read(runs.behind, bytes.length, 1);
  return runs.due;
}

const isTaken = (said: Said): boolean => play(said).isTaken;

test("a run of one event is begun and ended, and what it was is counted", () => {
  const { runs, at } = play({});
  expect([at, runs.open, runs.counts]).toEqual([
    2,
    0,
    { runs: 1, events: 1, acceptances: 0, echoed: 0, clocked: 0, stamps: 0, last: 2 },
  ]);
  expect(runs.worst).toEqual({ accepted: 1, first: 1, gap: 0, total: 1 });
  expect([...runs.times.total.counts, runs.times.total.max]).toEqual([[1_000, 1], 1_000]);
  expect(runs.steps.steps()).toEqual({ up: [1], down: [2] });
  expect([...runs.ids.marks()]).toEqual([markOf("e")]);
});

test("whatever JSON.stringify writes is passed, and its kind told", () => {
  const kinds = ["string", "number", "boolean", "object", "array"] as const;
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const it = JSON.stringify(value);
      const kind = Array.isArray(value) ? "array" : value === null ? null : typeof value;
      expect([it, isTaken({ it }), ...kinds.filter((rule) => isTaken({ it, rule }))]).toEqual(
        [it, true, kind].filter((told) => told !== null),
      );
    }),
    { seed: 7 },
  );
});

test.each([
  ["a text that does not end", '"a'],
  ["a control character", '"a\tb"'],
  ["an escape that there is not", String.raw`"\x41"`],
  ["half an escape", String.raw`"\u12g4"`],
  ["a quote that is escaped, and no other", String.raw`"\"`],
  ["a number with a leading zero", "01"],
  ["a point without digits", "1."],
  ["an exponent without digits", "1e+"],
  ["a lonely sign", "-"],
  ["a comma too many", "[1,]"],
  ["a name without a value", '{"a"}'],
  ["a name that is none", "{1:2}"],
  ["an object that does not end", '{"a":1'],
  ["a word that is none", "nul"],
  ["nothing", ""],
  ["more levels than anybody keeps", "[".repeat(65) + "]".repeat(65)],
])("%s is not passed", (_what, it) => {
  expect(isTaken({ it })).toBe(false);
});

test("one character changed: what is passed, JSON.parse reads too", () => {
  const scribbles = fc.constantFrom(...Array.from('"\\{}[]:,0-.eu /\t'), "");
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), scribbles, (value, column, scribble) => {
      const text = JSON.stringify(value);
      const at = column % text.length;
      const it = text.slice(0, at) + scribble + text.slice(at + 1);
      expect([it, !isTaken({ it }) || isJson(`{"it":${it}}`)]).toEqual([it, true]);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("a number is just what JSON.parse makes of it", () => {
  const written = fc.oneof(
    fc.double({ min: 2, max: 1e15, noNaN: true }).map(String),
    fc.integer({ min: 2_000, max: 2_000_000_000_000 }).map((micro) => String(micro / 1_000)),
  );
  fc.assert(
    fc.property(written, (time) => {
      expect([time, play({ time }).at]).toEqual([time, JSON.parse(time)]);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

test.each(["", "01", "00.5", "2.", ".5", "-1", "1e3", "2.5E2", "x"])("%j is no amount", (at) => {
  expect([isTaken({ at: "3.5" }), isTaken({ at })]).toEqual([true, false]);
});

test.each(["", " a", "\u3000", "\u007f", "\u00e4", "\n", "\n a"])(
  "%j is no text that plainly tells something",
  (text) => {
    expect(isTaken({ rule: "text", it: JSON.stringify(text) })).toBe(false);
  },
);

test.each(["a", "a\n", 'a "b"', "a\u0001", "aä", "~"])("%j plainly tells something", (text) => {
  expect(isTaken({ rule: "text", it: JSON.stringify(text) })).toBe(true);
});

const LENGTHS = [...Array.from({ length: 20 }, (_, length) => length), 300, 1_000];

test.each(LENGTHS)("a thread of %i characters comes again, with no byte changed", (length) => {
  const name = "abcdefghijkl".repeat(100).slice(0, length);
  const thread = `"${name}"`;
  expect(isTaken({ thread })).toBe(true);
  for (let at = 0; at < thread.length; at += Math.ceil(thread.length / 30)) {
    const eventThread = `${thread.slice(0, at)}~${thread.slice(at + 1)}`;
    expect([at, isTaken({ thread, eventThread })]).toEqual([at, false]);
    expect([at, isTaken({ thread, eventThread: thread.slice(0, at) })]).toEqual([at, false]);
  }
});

test("the number that stands for an id is the one by which judges know it", () => {
  const ids = fc.string({ unit: "grapheme-ascii", minLength: 1 });
  fc.assert(
    fc.property(
      ids.filter((id) => JSON.stringify(id).length === id.length + 2),
      (id) => {
        const { runs } = play({ id: JSON.stringify(id) });
        expect([id, ...runs.ids.marks()]).toEqual([id, markOf(id)]);
      },
    ),
    { seed: 7 },
  );
});

test("a run is sent only under an id of this execution", () => {
  expect(play({ run: RUN.toUpperCase() }).isSent).toBe(true);
  const others = [
    mintId(KEY, "thread", 0, 0),
    mintId("f".repeat(64), "run", 0, 0),
    mintId(KEY, "run", 1, 0),
    RUN.slice(0, -1),
    `${RUN}0`,
    ...Array.from(RUN, (_, at) => `${RUN.slice(0, at)}g${RUN.slice(at + 1)}`),
  ];
  expect(others.filter((run) => play({ run }).isSent)).toEqual([]);
});

test("a marker is spelled as markers are", () => {
  expect(["c7", "C7", "c-7", "ç", ""].map((canary) => play({ canary }).isSent)).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});

test("a number beyond all that is counted is not plain", () => {
  expect([isTaken({ at: "999999999999999" }), isTaken({ at: `1${"0".repeat(39)}` })]).toEqual([
    true,
    false,
  ]);
});

test("there is room for a large contract and many users", () => {
  const long = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`${"f".repeat(900)}${at}`, "present" as const]),
  );
  const { contract, ...header } = headerWith("present");
  const users = Array.from({ length: 9_000 }, (_, at) => ({ id: `u${at}`, role: "user" as const }));
  const plan = { ...header.plan, users };
  expect(runsOf({ ...header, plan, contract: { ...contract, fields: { a: long } } }).open).toBe(0);
});

test("a name that stands twice is not plain, nor is a field that is missing", () => {
  expect(isTaken({ more: ',"other":[1]' })).toBe(true);
  expect(isTaken({ more: ',"it":"x"' })).toBe(false);
  expect(isTaken({ it: '"x"},"data":{"ti":1' })).toBe(false);
});

/** A span of two events, of which the end repeats the city in what was asked. */
function spanWith(asked: string, told: string): boolean {
  const contract = defineContract({
    name: "span",
    grammar: sequence(one("a"), one("b")),
    spans: { s: { open: "a", close: "b", echoes: [{ open: "asked.city", close: "told.city" }] } },
    terminal: { success: ["b"], error: [] },
  });
  const event = (type: string, data: string): string =>
    `"event":{"type":"${type}","run":"${RUN}","thread":null,"user":null,"id":null,"seq":null,"at":null,"data":{"id":"x",${data}}}`;
  const runs = runsOf({ ...headerWith("present"), contract: { ...contract, schemaTypes: [] } });
  runs.sit(7, "amy", 0);
  return (
    taken(runs, [
      sentAs(JSON.stringify(RUN), '"t"'),
      `{"index":1,"time":2,"type":"event","connection":7,"user":"amy","bytes":5,${event("a", `"asked":${asked}`)}}`,
      `{"index":2,"time":3,"type":"event","connection":7,"user":"amy","bytes":5,${event("b", `"told":${told}`)}}`,
    ]) === 3
  );
}

test.each([
  ['{"city":"Rome"}', '{"temperature":[20],"city":"Rome"}', true],
  ['{"city":{"a":[1,"}"]}}', '{"city":{"a":[1,"}"]}}', true],
  ['{"city":"Rome"}', '{"city":"Rom"}', false],
  ['{"city":"Rom"}', '{"city":"Rome"}', false],
  ['{"city":"Rome"}', '{"city":"Rome","city":"Rome"}', false],
  ['{"city":"Rome"}', '{"town":"Rome"}', false],
  ['{"town":"Rome"}', '{"city":"Rome"}', false],
  ['{"city":"Rome"}', '{"city":"Rome",}', false],
  ['{"city":"Rome"}', '"Rome"', false],
])("of %s an end that says %s is plain: %s", (asked, told, isPlain) => {
  expect(spanWith(asked, told)).toBe(isPlain);
});
