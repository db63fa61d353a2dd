import { expect, test } from "vitest";
import { powerLine } from "./power-line.ts";
import { powerMarkdown, powerTerminal } from "./power.ts";
import type { FaultPower, Power } from "./power-data.ts";
import { HOSTILE } from "./testing.ts";

const caught: FaultPower = {
  id: "drop-middle",
  breaks: "one event in the middle of a run is lost",
  must: ["completeness/hole"],
  status: "caught",
  by: ["completeness/hole"],
  caught: 5,
  of: 5,
  why: null,
  advice: null,
  elsewhere: [],
  unrelated: [],
  places: [],
};

const power: Power = {
  caught: 1,
  of: 6,
  sound: 99,
  contract: "five-events",
  dialect: "json",
  seed: "47e7",
  sample: { cut: false, users: 25, sentinels: 3, runs: 100, ops: 1_806 },
  baseline: { findings: 0, damage: null },
  faults: [
    caught,
    {
      ...caught,
      id: "dup-same-id",
      breaks: "an event comes twice, under the same id",
      status: "partly",
      by: ["duplication/repeat"],
      caught: 3,
      why: "the contract allows agent_thinking again, and neither id nor number tells a copy",
      advice: "give each event an id (event_id)",
    },
    {
      ...caught,
      id: "seq-skip",
      breaks: "a number is skipped, with nothing lost",
      must: ["order/skip"],
      status: "missed",
      by: [],
      caught: 0,
    },
    {
      ...caught,
      id: "swap-neighbours",
      breaks: "two neighbouring events are swapped",
      status: "elsewhere",
      by: [],
      caught: 0,
      elsewhere: ["completeness/hole", "clock/backwards"],
      unrelated: ["content/no-echo"],
    },
    {
      ...caught,
      id: "stall",
      breaks: "a run stands still",
      status: "not-applicable",
      by: [],
      caught: 0,
      of: 0,
      why: "no limit is set",
      advice: '`deadlines: { gap: "5s" }` in the contract',
    },
    {
      ...caught,
      id: "block-all",
      breaks: "everybody stands still",
      status: "not-applicable",
      by: [],
      caught: 0,
      of: 0,
      why: "no limit is set",
      advice: '`deadlines: { gap: "5s" }` in the contract',
    },
  ],
};

const PAGE = { colour: false, width: 80, unicode: true } as const;

test("on a terminal: the line, the terms, what would be caught, and for the rest why not and what to do", () => {
  expect(powerTerminal(power, PAGE)).toBe(`On this server Quintet would catch 1 of 6 kinds of fault

  terms        contract five-events, dialect json
  record       25 users, 3 sentinels, 100 runs, 1,806 ops
  seed         47e7

  would be caught  places  as
  drop-middle         5/5  completeness/hole

  dup-same-id 3/5: caught at some places
    why        the contract allows agent_thinking again, and neither id nor
               number tells a copy
    to do      give each event an id (event_id)

  seq-skip 0/5: missed
    why        nothing told of it: order/skip was due

  swap-neighbours 0/5: found as something else
    why        found as completeness/hole, clock/backwards

  stall, block-all: no place for it
    why        no limit is set
    to do      \`deadlines: { gap: "5s" }\` in the contract

  alarm  swap-neighbours also raised content/no-echo
`);
});

test("as Markdown: every fault in one table, and false alarms below it", () => {
  expect(powerMarkdown(power)).toBe(`# Power on this server

On this server Quintet would catch 1 of 6 kinds of fault.

- **terms**: contract five-events, dialect json
- **record**: 25 users, 3 sentinels, 100 runs, 1,806 ops
- **seed**: 47e7

| fault | what breaks | outcome | places | |
|---|---|---|--:|---|
| \`drop-middle\` | one event in the middle of a run is lost | caught | 5/5 | completeness/hole |
| \`dup-same-id\` | an event comes twice, under the same id | caught at some places | 3/5 | the contract allows agent\\_thinking again, and neither id nor number tells a copy; to change that: give each event an id (event\\_id) |
| \`seq-skip\` | a number is skipped, with nothing lost | **missed** | 0/5 | nothing told of it: order/skip was due |
| \`swap-neighbours\` | two neighbouring events are swapped | found as something else | 0/5 | found as completeness/hole, clock/backwards |
| \`stall\` | a run stands still | no place for it |  | no limit is set; to change that: \\\`deadlines: { gap: "5s" }\\\` in the contract |
| \`block-all\` | everybody stands still | no place for it |  | no limit is set; to change that: \\\`deadlines: { gap: "5s" }\\\` in the contract |

- **false alarm**: swap-neighbours also raised content/no-echo
`);
});

test("a part of a record, findings that were there before, and damage are said first", () => {
  const poor: Power = {
    ...power,
    sample: { ...power.sample, cut: true },
    baseline: { findings: 2, damage: "the history has no end" },
  };
  expect(powerTerminal(poor, PAGE)).toContain(`
  part used    25 users, 3 sentinels, 100 runs, 1,806 ops
  seed         47e7
  findings     2 before anything was put in: only what is new counts
  damage       the history has no end
`);
});

test("no text of a server gets through as more than text, and no line is too long", () => {
  const hostile: Power = {
    ...power,
    contract: HOSTILE,
    faults: [{ ...caught, status: "unknown", why: HOSTILE, advice: HOSTILE }],
  };
  const page = powerTerminal(hostile, PAGE);
  expect(page.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  const table = powerMarkdown(hostile)
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(table).toHaveLength(1);
  expect(table[0]).not.toMatch(/<b>|@team|[^\\]\]\(/);
});

test("a terminal without Unicode gets none", () => {
  const page = powerTerminal({ ...power, contract: "añb" }, { ...PAGE, unicode: false });
  expect(page).toContain("contract a?b");
});

test("the line; without a single run that came as it should, nothing is claimed", () => {
  expect(powerLine(power)).toBe("on this server Quintet would catch 1 of 6 kinds of fault");
  expect(powerLine({ ...power, caught: 0, sound: 0 })).toBe(
    "what Quintet would catch on this server is not known: no run came as it should",
  );
});
