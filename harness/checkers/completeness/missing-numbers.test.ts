import { expect, test } from "vitest";
import type { Missing } from "./missing-events.ts";
import { absentNumbers } from "./missing-numbers.ts";
import { type Seen, settled, stream } from "../testing/settled-run.ts";

interface Setting {
  readonly announced?: number;
  /** Places of the events between which the sequence lacks one already. */
  readonly lacks?: readonly [number | null, number | null];
  readonly failed?: boolean;
  readonly numbered?: boolean;
}

function lost(seen: readonly Seen[], setting: Setting = {}) {
  const { announced, lacks, failed = false, numbered = true } = setting;
  const events = stream(seen);
  const at = (place: number | null) => (place === null ? null : (events.received[place] ?? null));
  const missing: readonly Missing[] =
    lacks === undefined
      ? []
      : [
          {
            kind: "missing",
            type: "tool_completed",
            after: at(lacks[0]),
            before: at(lacks[1]),
            tail: false,
          },
        ];
  const run = settled([], { announced: announced ?? null });
  const firsts = events.received.filter(({ copyOf }) => copyOf === null);
  return absentNumbers(run, events, missing, numbered ? firsts : null, failed);
}

const started: Seen = { type: "agent_started", time: 1, seq: 1 };
const thinking: Seen = { type: "agent_thinking", time: 2, seq: 3 };
const completed: Seen = { type: "agent_completed", time: 3, seq: 6 };

test("each gap in the numbers is a loss, the one before the end a tail", () => {
  expect(lost([started, thinking, completed])).toEqual([
    {
      kind: "hole",
      event: null,
      byNumber: true,
      ops: [11, 10],
      words: { what: "an event", proof: "agent_started has number 1, and agent_thinking 3" },
    },
    {
      kind: "tail",
      event: null,
      byNumber: true,
      ops: [12, 11],
      words: { what: "2 events", proof: "agent_thinking has number 3, and agent_completed 6" },
    },
  ]);
});

function kinds(lacks: readonly [number | null, number | null]) {
  return lost([started, thinking, completed], { lacks }).map(({ kind }) => kind);
}

test("a gap that the sequence tells of already is not told again", () => {
  expect(kinds([0, null])).toEqual(["tail"]);
  expect(kinds([null, 1])).toEqual(["tail"]);
  expect(kinds([1, 2])).toEqual(["hole"]);
});

test("a gap that the announced count fills is none", () => {
  expect(lost([started, thinking], { announced: 2 })).toEqual([]);
  expect(lost([started, thinking], { announced: 3 })).toHaveLength(1);
});

const whole = [started, { ...thinking, seq: 2 }, { ...completed, seq: 3 }];

test("fewer events than were announced are a loss where numbers tell of none, copies not counted", () => {
  const loss = {
    kind: "hole",
    event: null,
    ops: [13],
    words: { what: "2 of 5 events", proof: "so many were announced, and 3 came" },
  };
  const copied = [whole[0], { ...started, copy: true }, ...whole.slice(1)] as readonly Seen[];
  expect(lost(copied, { announced: 5 })).toEqual([loss]);
  expect(lost(copied, { announced: 5, numbered: false })).toEqual([loss]);
  expect(lost(whole, { announced: 3 })).toEqual([]);
  expect(lost(whole)).toEqual([]);
});

test("the count tells nothing beside a gap, a loss known already, an error, or without an end", () => {
  expect(lost([started, thinking, completed], { announced: 9 }).map(({ kind }) => kind)).toEqual([
    "hole",
    "tail",
  ]);
  expect(lost(whole, { announced: 9, lacks: [0, 1] })).toEqual([]);
  expect(lost(whole, { announced: 9, failed: true })).toEqual([]);
  expect(lost(whole.slice(0, 2), { announced: 9 })).toEqual([]);
});
