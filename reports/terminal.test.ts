import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { observed } from "../harness/verdict/testing.ts";
import { columns } from "./columns.ts";
import { terminal } from "./terminal.ts";
import { broken, evidence, failed, hostile, passed, unknown, verdictOn } from "./testing.ts";

const plain = { colour: false, width: 80, unicode: true } as const;

const FACTS = `
  crowd        25 users and 3 sentinels, 100 runs, 500 events in 812 ms
  at once      28 sockets and 25 runs at the peak, closed schedule
  target       ws://127.0.0.1:1/ws (url)
  terms        contract tools, dialect json, oracle tier C, echo required, loss
               called after 5 s, sockets watched 1 s after the last event
  seed         s`;

const TIMES = `
  first event  p50 3.1 ms, p95 6 ms, p99 9.2 ms, max 11 ms
  whole run    p50 62 ms, p95 88 ms, p99 97 ms, max 104 ms
  harness      event loop p99 1.9 ms, send lag max 0.8 ms, tick lag max 2.4 ms`;

test("a pass: the answer, what makes it meaningful, the guarantees", () => {
  expect(terminal(passed, { ...plain, directory: "/tmp/quintet-report" })).toBe(
    `PASS  every one of 25 users received exactly its own events
${FACTS}
  bound        with no failure in 100 runs, a bug that hits more than 3 % of
               runs would have been seen with 95 % confidence, under this
               envelope${TIMES}

  guarantee     outcome           judged
  isolation     pass            100 runs  would see a bug in 3 % of runs
  completeness  pass            100 runs  would see a bug in 3 % of runs
  duplication   pass            100 runs  would see a bug in 3 % of runs
  order         pass            100 runs  would see a bug in 3 % of runs
  pairing       pass            100 runs  would see a bug in 3 % of runs
  finality      pass            100 runs  would see a bug in 3 % of runs
  content       pass            100 runs  would see a bug in 3 % of runs
  deadline      pass            100 runs  would see a bug in 3 % of runs
  connection    pass     100 connections  would see a bug in 3 % of connections
  identity      pass           100 users  would see a bug in 3 % of users
  clock         pass            100 runs  would see a bug in 3 % of runs
  reach         pass         1 execution  the planned conditions happened
  off   session, resume, interference, backpressure: not built yet

report in /tmp/quintet-report
`,
  );
});

test("the path of the report stands whole in a narrow window", () => {
  const directory = `/home/somebody/${"with a long name/".repeat(9)}quintet-report`;
  const lines = terminal(passed, { ...plain, width: 60, directory }).split("\n");
  expect(lines).toContain(`report in ${directory}`);
});

test("a failure: the story with its evidence, and the command as the last line", () => {
  expect(terminal(failed, { ...plain, evidence })).toBe(
    `FAIL  isolation: bo received amy's tool_completed (and 1 more finding)
${FACTS}${TIMES}

  guarantee     outcome           judged
  isolation     fail            100 runs  1 finding
  completeness  fail            100 runs  only as a consequence of isolation
  duplication   fail            100 runs  1 finding
  order         pass            100 runs  would see a bug in 3 % of runs
  pairing       pass            100 runs  would see a bug in 3 % of runs
  finality      pass            100 runs  would see a bug in 3 % of runs
  content       pass            100 runs  would see a bug in 3 % of runs
  deadline      pass            100 runs  would see a bug in 3 % of runs
  connection    pass     100 connections  would see a bug in 3 % of connections
  identity      pass           100 users  would see a bug in 3 % of users
  clock         pass            100 runs  would see a bug in 3 % of runs
  reach         pass         1 execution  the planned conditions happened
  off   session, resume, interference, backpressure: not built yet

  1. isolation/misroute
     bo received amy's tool_completed
       op 40  +0.204 s  amy ▶ start  run 3f2a91c4…
       op 812  +1.204 s  bo ◀ amy's tool_completed  run 3f2a91c4…  seq 4
     which explains completeness/hole at amy

  2. duplication/same-id
     cid received agent_thinking twice
       op 300 in history.ndjson

the same again:
npx quintet demo --seed s --users 25
`,
  );
});

test("where a note would be squeezed it stands below its row", () => {
  const lines = terminal(unknown, { ...plain, width: 60 }).split("\n");
  const at = lines.indexOf("  connection    pass     100 connections");
  expect(lines.slice(at, at + 6)).toEqual([
    "  connection    pass     100 connections",
    "      would see a bug in 3 % of connections",
    "  identity      pass           100 users",
    "      would see a bug in 3 % of users",
    "  clock         unknown           0 runs",
    "      no event carried a server time",
  ]);
});

test("what could not be judged says why, first and in the table", () => {
  const lines = terminal(unknown, plain).split("\n");
  expect(lines[0]).toBe("UNKNOWN  could not be judged: clock: no event carried a server time");
  expect(lines).toContain(
    "  clock         unknown           0 runs  no event carried a server time",
  );
  expect(lines.slice(-3)).toEqual(["the same again:", "npx quintet demo --seed s --users 25", ""]);
});

test("an error: what happened, its code, what to do next, and no empty tables", () => {
  expect(terminal(broken, plain)).toBe(`UNKNOWN  could not be judged: The config does not fit:
  crowd.users: expected 1 or more

  code         bad-config
  to do        Correct what is named above; the type Config lists every key and
               its meaning.
`);
});

test("a contract without echo says so in the first lines", () => {
  const silent = {
    ...passed,
    conditions: passed.conditions && { ...passed.conditions, echo: "none" as const },
  };
  expect(terminal(silent, plain).split("\n").slice(0, 10).join("\n")).toContain(
    "blind to     another user's text inside a right envelope",
  );
});

test("many findings: five stories, one of each kind of fault, and a pointer to the rest", () => {
  const kinds = ["a", "b", "c", "d", "e", "f", "g"];
  const observations = kinds.flatMap((kind) => [
    observed({ kind, run: `${kind}1` }),
    observed({ kind, run: `${kind}2` }),
  ]);
  const text = terminal(verdictOn({ observations }), plain);
  expect(text.match(/^ {2}\d\. .*$/gm)).toEqual([
    "  1. completeness/a (and 1 other like it)",
    "  2. completeness/b (and 1 other like it)",
    "  3. completeness/c (and 1 other like it)",
    "  4. completeness/d (and 1 other like it)",
    "  5. completeness/e (and 1 other like it)",
  ]);
  expect(text).toContain("\n  and 4 more in verdict.json\n");
});

test("colour adds nothing but colour", () => {
  const coloured = terminal(failed, { ...plain, colour: true });
  expect(coloured).not.toBe(terminal(failed, plain));
  expect(stripVTControlCharacters(coloured)).toBe(terminal(failed, plain));
});

test("without unicode there is only ASCII, in the same columns", () => {
  const text = terminal(failed, { ...plain, unicode: false, evidence });
  expect(text).toMatch(/^[\x0a\x20-\x7e]*$/);
  expect(text).toContain("op 812  +1.204 s  bo <- amy's tool_completed  run 3f2a91c4~  seq 4");
});

test("nobody's payload is printed", () => {
  expect(terminal(failed, { ...plain, evidence })).not.toContain("secret of amy");
});

test("hostile text moves no cursor and breaks no column", () => {
  const text = terminal(hostile, plain);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  expect(text.split("\n").filter((line) => columns(line) > 80)).toEqual([]);
  expect(text.split("\n").length).toBeLessThan(200);
});

test("in half a window nothing but what is there to be copied is wider", () => {
  const many = { ...failed, findingCount: 8_000, replay: null };
  const lines = terminal(many, { ...plain, width: 40, evidence }).split("\n");
  expect(lines.filter((line) => columns(line) > 40)).toEqual([]);
  expect(lines.join(" ")).toContain("which are only counted");
});

function toldAt(width: number): string {
  const text = terminal({ ...failed, replay: null }, { ...plain, width, evidence });
  return text.replaceAll(/\s+/g, " ");
}

test("in half a window evidence is told to its end", () => {
  const ends = toldAt(120).match(/op \d+ \S+ s .*? run \S+/g) ?? [];
  expect(ends.length).toBeGreaterThan(1);
  for (const end of ends) expect(toldAt(40)).toContain(end);
});

test("what was true stands before what is there to be copied", () => {
  const text = terminal(failed, { ...plain, truth: "leak was switched on.", directory: "out" });
  expect(text).toMatch(/\n\n {2}in truth {5}leak was switched on\.\n\nreport in out\nthe same/);
  expect(terminal(failed, plain)).not.toContain("in truth");
});

test("whatever is told, no line is wider than the terminal", () => {
  const words = fc.string({ unit: "grapheme", maxLength: 200 });
  fc.assert(
    fc.property(words, words, fc.integer({ min: 40, max: 120 }), (message, user, width) => {
      const verdict = verdictOn({
        observations: [observed({ message, user })],
        tallies: { clock: { unknown: message, notes: [user] } },
      });
      const lines = terminal(verdict, { ...plain, width }).split("\n");
      expect(lines.filter((line) => columns(line) > width)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
