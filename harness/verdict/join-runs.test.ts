import { describe, expect, test } from "vitest";
import { attribute } from "./attribution.ts";
import type { Observation } from "./finding.ts";
import { observed } from "./testing.ts";

const FIVE = [
  "agent_started",
  "agent_thinking",
  "tool_executing",
  "tool_completed",
  "agent_completed",
];

/** Bo received this event of amy's first run, as the n-th op. */
function misroute(event: string, op: number, differs: Partial<Observation> = {}): Observation {
  return observed({
    guarantee: "isolation",
    kind: "misroute",
    user: "bo",
    victim: "amy",
    event,
    ops: [op, 1],
    message: `bo received amy's ${event}`,
    touches: [{ user: "amy", run: "r1", event }],
    ...differs,
  });
}

const RUN = FIVE.map((event, at) => misroute(event, 10 + at));

describe("a run that went to somebody else", () => {
  test("is one leak, from its first event on, and explains what it left", () => {
    const holes = FIVE.map((event, at) => observed({ event, ops: [30 + at] }));
    const [leak, ...others] = attribute([...holes, ...RUN.toReversed()]);
    expect(others).toEqual([]);
    expect(leak).toMatchObject({
      kind: "misroute",
      user: "bo",
      victim: "amy",
      run: "r1",
      event: null,
      ops: [10, 1, 11, 12, 13, 14],
      message:
        "bo received amy's agent_started, and 4 more events of that run: agent_thinking, tool_executing, tool_completed, agent_completed",
      consequenceCount: 5,
    });
    expect(leak?.consequences.map(({ event }) => event)).toEqual(FIVE);
  });

  test("has the fingerprint of a whole run", () => {
    const [all] = attribute(RUN);
    const [some] = attribute(RUN.slice(1, 4));
    const [one] = attribute(RUN.slice(0, 1));
    expect(all?.fingerprint).toBe(some?.fingerprint);
    expect(all?.fingerprint).not.toBe(one?.fingerprint);
  });

  test("of which two events went astray has two leaks, each with what it left", () => {
    expect(attribute(RUN.slice(1, 3)).map(({ event }) => event)).toEqual(FIVE.slice(1, 3));
  });

  test("of which one event went astray is about that event", () => {
    expect(attribute(RUN.slice(1, 2))).toMatchObject([
      { event: "agent_thinking", message: "bo received amy's agent_thinking" },
    ]);
  });
});

test("an answer that holds another's text wherever it can is one leak, and two texts in it are two", () => {
  const bleeds = RUN.slice(1, 4).map((leak): Observation => {
    const message = `bo received amy's text inside ${leak.event}`;
    return { ...leak, kind: "bleed", message, touches: [] };
  });
  expect(attribute(bleeds)).toMatchObject([
    {
      kind: "bleed",
      event: null,
      ops: [11, 1, 12, 13],
      message:
        "bo received amy's text inside agent_thinking, and inside 2 more types of events: tool_executing, tool_completed",
    },
  ]);
  expect(attribute(bleeds.slice(1))).toHaveLength(2);
});

test("a run of many events that went astray quotes the first hundred ops", () => {
  const long = Array.from({ length: 120 }, (_, at) => misroute(`delta_${at}`, 10 + at));
  const [leak] = attribute(long);
  expect(leak?.ops).toEqual([10, 1, ...Array.from({ length: 98 }, (_, at) => 11 + at)]);
});

test.each([
  ["receivers", { user: "cy" }],
  ["victims", { victim: "dee" }],
  ["runs", { run: "r2", touches: [{ user: "amy", run: "r2", event: "agent_thinking" }] }],
  ["kinds", { kind: "bleed" }],
] as const)("other %s are other leaks", (_what, differs) => {
  const other = misroute("agent_thinking", 40, differs);
  expect(attribute([...RUN.slice(2, 4), other])).toHaveLength(3);
});

test("strangers' events, which are of no run, stay by themselves", () => {
  const stray = { victim: null, run: null, touches: [] };
  expect(attribute(FIVE.map((event, at) => misroute(event, 10 + at, stray)))).toHaveLength(5);
});
