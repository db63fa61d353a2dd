import * as fc from "fast-check";
import { expect, test } from "vitest";
import { attribute } from "./attribution.ts";
import type { Observation } from "./finding.ts";
import { GUARANTEE_NAMES } from "./guarantee.ts";
import { observed } from "./testing.ts";

/** The findings as `guarantee/kind user event`, each with what it explains. */
function blame(observations: readonly Observation[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    attribute(observations).map((finding) => [name(finding), finding.consequences.map(name)]),
  );
}

function name(told: Pick<Observation, "guarantee" | "kind" | "user" | "event">): string {
  return `${told.guarantee}/${told.kind} ${told.user ?? "nobody"} ${told.event ?? "run"}`;
}

const misroute = observed({
  guarantee: "isolation",
  kind: "misroute",
  user: "bo",
  victim: "amy",
  ops: [812],
  message: "bo received amy's tool_completed",
  touches: [
    { user: "amy", run: "r1", event: "tool_completed" },
    { user: "bo", run: "r1", event: "tool_completed" },
  ],
});

test("an event that went to bo explains the hole it left at amy", () => {
  const hole = observed({ ops: [40, 41] });
  expect(attribute([hole, misroute])).toEqual([
    {
      guarantee: "isolation",
      kind: "misroute",
      user: "bo",
      victim: "amy",
      run: "r1",
      event: "tool_completed",
      ops: [812],
      message: "bo received amy's tool_completed",
      consequences: [
        {
          guarantee: "completeness",
          kind: "hole",
          user: "amy",
          run: "r1",
          event: "tool_completed",
          ops: [40, 41],
          message: "amy's tool_completed never came",
        },
      ],
      consequenceCount: 1,
      fingerprint: "cac0e8754939",
    },
  ]);
});

test("an event that went to everybody is one finding", () => {
  const cid = { ...misroute, user: "cid", ops: [813] };
  expect(blame([cid, misroute])).toEqual({
    "isolation/misroute bo tool_completed": ["isolation/misroute cid tool_completed"],
  });
});

test("what one op leaked is one finding, whatever it was told by", () => {
  const bleed = { ...misroute, kind: "bleed", run: "r9", event: null, touches: [] };
  expect(blame([bleed, misroute])).toEqual({
    "isolation/misroute bo tool_completed": ["isolation/bleed bo run"],
  });
});

test("two faults at different events of one run stay two findings", () => {
  expect(
    blame([
      observed({ event: "agent_thinking" }),
      observed({ guarantee: "duplication", kind: "same-id", event: "tool_completed" }),
    ]),
  ).toEqual({
    "completeness/hole amy agent_thinking": [],
    "duplication/same-id amy tool_completed": [],
  });
});

test("faults of two runs, or of two users, stay apart", () => {
  expect(
    attribute([observed(), observed({ run: "r2" }), observed({ user: "bo", run: "r1" })]),
  ).toHaveLength(3);
});

test("a whole run explains nothing of another run, nor of another user's run", () => {
  expect(
    blame([
      observed({ kind: "truncated", event: null }),
      observed({ run: "r2", event: "agent_thinking" }),
      observed({ guarantee: "deadline", kind: "total", user: "bo", event: null }),
    ]),
  ).toEqual({
    "completeness/truncated amy run": [],
    "completeness/hole amy agent_thinking": [],
    "deadline/total bo run": [],
  });
});

test("of one guarantee the whole run is blamed, and its events are the consequences", () => {
  expect(blame([observed({ kind: "hole" }), observed({ kind: "truncated", event: null })])).toEqual(
    { "completeness/truncated amy run": ["completeness/hole amy tool_completed"] },
  );
});

test("what the whole run lacks is a consequence of the first of its broken events", () => {
  const late = observed({ guarantee: "deadline", kind: "total", event: null });
  expect(
    blame([
      late,
      observed({ event: "tool_executing" }),
      observed({ event: "agent_thinking" }),
      observed({ guarantee: "pairing", kind: "open", event: "tool_completed" }),
    ]),
  ).toEqual({
    "completeness/hole amy agent_thinking": ["deadline/total amy run"],
    "completeness/hole amy tool_executing": [],
    "pairing/open amy tool_completed": [],
  });
});

test("an event that went to bo explains that amy's whole run came late", () => {
  const late = observed({ guarantee: "deadline", kind: "total", event: null });
  expect(blame([late, misroute])).toEqual({
    "isolation/misroute bo tool_completed": ["deadline/total amy run"],
  });
});

test("a swap is blamed on order, and its unpaired call is the consequence", () => {
  expect(
    blame([
      observed({ guarantee: "pairing", kind: "result-first" }),
      observed({ guarantee: "order", kind: "moved" }),
    ]),
  ).toEqual({ "order/moved amy tool_completed": ["pairing/result-first amy tool_completed"] });
});

test("a truncated run explains what its events lack, and the close that truncated it", () => {
  expect(
    blame([
      observed({ guarantee: "connection", kind: "unexplained-close", event: null }),
      observed({ guarantee: "deadline", kind: "total", event: "agent_completed" }),
      observed({ guarantee: "content", kind: "no-echo", event: "agent_completed" }),
      observed({ kind: "truncated", event: null }),
    ]),
  ).toEqual({
    "completeness/truncated amy run": [
      "content/no-echo amy agent_completed",
      "deadline/total amy agent_completed",
      "connection/unexplained-close amy run",
    ],
  });
});

test("one lost connection of several open runs is a consequence of the first of them", () => {
  expect(
    blame([
      observed({
        guarantee: "connection",
        kind: "unexplained-close",
        run: "r1",
        event: null,
        touches: [{ user: "amy", run: "r2", event: null }],
      }),
      observed({ kind: "truncated", run: "r2", event: null }),
    ]),
  ).toEqual({ "completeness/truncated amy run": ["connection/unexplained-close amy run"] });
});

test("a truncated run explains neither what is too many or misplaced in it, nor a wrong payload", () => {
  expect(
    blame([
      observed({ kind: "truncated", event: null }),
      observed({ guarantee: "duplication", kind: "same-id", event: "agent_thinking" }),
      observed({ guarantee: "order", kind: "moved", event: "agent_started" }),
      observed({ guarantee: "finality", kind: "after-end", event: "tool_executing" }),
      observed({ guarantee: "clock", kind: "backwards", event: "tool_completed" }),
      observed({ guarantee: "content", kind: "missing-user", event: null }),
    ]),
  ).toEqual({
    "completeness/truncated amy run": [],
    "duplication/same-id amy agent_thinking": [],
    "order/moved amy agent_started": [],
    "finality/after-end amy tool_executing": [],
    "clock/backwards amy tool_completed": [],
    "content/missing-user amy run": [],
  });
});

test("a truncated run explains that the order of the whole run is broken", () => {
  expect(
    blame([
      observed({ kind: "truncated", event: null }),
      observed({ guarantee: "order", kind: "seq-skip", event: null }),
    ]),
  ).toEqual({ "completeness/truncated amy run": ["order/seq-skip amy run"] });
});

test("a leak outside any event explains no hole and no truncated run", () => {
  const bleed = observed({ guarantee: "isolation", kind: "bleed", victim: "bo", event: null });
  expect(blame([bleed, observed()])).toEqual({
    "isolation/bleed amy run": [],
    "completeness/hole amy tool_completed": [],
  });
  expect(blame([bleed, observed({ kind: "truncated", event: null })])).toEqual({
    "isolation/bleed amy run": [],
    "completeness/truncated amy run": [],
  });
});

test("of the leaks in one op the one at an event is blamed, and explains the hole of the other", () => {
  const here = { ...misroute, kind: "bleed", run: "r2", event: "agent_thinking", touches: [] };
  const there = {
    ...misroute,
    kind: "shared",
    event: null,
    touches: [{ user: "amy", run: "r1", event: "tool_completed" }],
  };
  expect(blame([there, observed(), here])).toEqual({
    "isolation/bleed bo agent_thinking": [
      "isolation/shared bo run",
      "completeness/hole amy tool_completed",
    ],
  });
});

test("two events of one call that went to bo stay two findings, and each explains its own hole", () => {
  const both = ["tool_executing", "tool_completed"];
  const touches = both.map((event) => ({ user: "amy", run: "r1", event }));
  const leaks = both.map((event, at) => observed({ ...misroute, event, ops: [810 + at], touches }));
  expect(blame([...leaks, observed({ event: "tool_executing" })])).toEqual({
    "isolation/misroute bo tool_completed": [],
    "isolation/misroute bo tool_executing": ["completeness/hole amy tool_executing"],
  });
});

test("a text that bled is a leak at each who received it, also at one whose own was seen", () => {
  const pairs = ["bo amy", "cy amy", "dee bo"];
  const bleeds = pairs.map((pair, op) => {
    const [user = "", victim = ""] = pair.split(" ");
    const touches = [user, victim].map((one) => ({
      user: one,
      run: `${one}'s`,
      event: "tool_completed",
    }));
    return { ...misroute, kind: "bleed", user, victim, run: `${victim}'s`, ops: [op], touches };
  });
  expect(blame(bleeds)).toEqual({
    "isolation/bleed bo tool_completed": [],
    "isolation/bleed cy tool_completed": [],
    "isolation/bleed dee tool_completed": [],
  });
});

/** What bo received of another while he had a run of his own. */
function leakOf(victim: string, op: number): Observation {
  return {
    ...misroute,
    victim,
    run: `${victim}'s`,
    ops: [op],
    message: `bo received ${victim}'s`,
    touches: [
      { user: victim, run: `${victim}'s`, event: "tool_completed" },
      { user: "bo", run: "his own", event: "tool_completed" },
    ],
  };
}

test("one who received an event of each of two others has two leaks, also in one run of his own", () => {
  const found = attribute([leakOf("amy", 3), leakOf("cy", 7)]);
  expect(found.map(({ victim, consequences }) => [victim, consequences])).toEqual([
    ["amy", []],
    ["cy", []],
  ]);
  // Of one victim they are one.
  expect(attribute([leakOf("amy", 3), { ...leakOf("amy", 7), kind: "bleed" }])).toHaveLength(1);
});

test("leaks that no op proves are not one for that", () => {
  const leak = { ...misroute, ops: [], touches: [] };
  expect(blame([leak, { ...leak, run: "r2", event: "agent_thinking" }])).toEqual({
    "isolation/misroute bo agent_thinking": [],
    "isolation/misroute bo tool_completed": [],
  });
});

test("a consequence that is no leak explains nothing further", () => {
  expect(
    blame([
      observed({ kind: "truncated", event: null }),
      observed({
        guarantee: "connection",
        kind: "unexplained-close",
        event: null,
        touches: [{ user: "amy", run: "r2", event: null }],
      }),
      observed({ guarantee: "clock", kind: "skew", run: "r2", event: null }),
    ]),
  ).toEqual({
    "completeness/truncated amy run": ["connection/unexplained-close amy run"],
    "clock/skew amy run": [],
  });
});

test("reports of one kind on one event become one, with the ops of all", () => {
  expect(attribute([observed({ ops: [9, 7] }), observed({ ops: [7, 3] })])).toMatchObject([
    { ops: [7, 3, 9], message: "amy's tool_completed never came (2 times)", consequenceCount: 0 },
  ]);
});

test("what names no run is joined with nothing but its own repetition", () => {
  const accepted = observed({
    guarantee: "identity",
    kind: "accepted",
    user: null,
    run: null,
    event: null,
    message: "an expired token was let in",
  });
  expect(
    attribute([
      accepted,
      accepted,
      { ...accepted, message: "a token without signature was let in" },
    ]),
  ).toMatchObject([
    { message: "a token without signature was let in" },
    { message: "an expired token was let in (2 times)" },
  ]);
});

/** As a checker has it: where there is no such place, none is said. */
function placed({
  place,
  ...rest
}: Omit<Partial<Observation>, "place"> & { readonly place: number | undefined }): Observation {
  return observed({ ...rest, ...(place !== undefined && { place }) });
}

test("the same set gives the same findings in whatever order it was seen, and loses none", () => {
  const some = fc.record({
    guarantee: fc.constantFrom(...GUARANTEE_NAMES),
    kind: fc.constantFrom("x", "y"),
    user: fc.constantFrom("amy", "bo", null),
    run: fc.constantFrom("r1", "r2", null),
    event: fc.constantFrom("a", "b", null),
    ops: fc.array(fc.nat(9), { minLength: 1, maxLength: 2 }),
    place: fc.constantFrom(undefined, 1, 2),
  });
  fc.assert(
    fc.property(
      fc
        .array(some, { maxLength: 12 })
        .chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
      ([all, shuffled]) => {
        const findings = attribute(all.map(placed));
        expect(attribute(shuffled.map(placed))).toEqual(findings);
        for (const { guarantee, user, run, consequences } of findings) {
          // What one op leaked is one fault, whoever it was taken from.
          if (guarantee === "isolation") continue;
          for (const one of consequences) expect([one.user, one.run]).toEqual([user, run]);
        }
        const told = findings.flatMap((finding) => [finding, ...finding.consequences]);
        for (const { guarantee, kind, user, run, event } of all) {
          expect(told).toContainEqual(
            expect.objectContaining({ guarantee, kind, user, run, event }),
          );
        }
      },
    ),
  );
});

test("ten thousand reports of ten thousand runs are ten thousand findings", () => {
  const many = Array.from({ length: 10_000 }, (_, n) =>
    observed({ run: `r${n}`, guarantee: n % 2 ? "completeness" : "deadline" }),
  );
  expect(attribute(many)).toHaveLength(10_000);
});

const silence = observed({
  guarantee: "content",
  kind: "no-echo",
  event: "agent_completed",
  ops: [90, 3],
});

test("whatever took an event away, or emptied it, explains that nothing came back in its run", () => {
  const gone = observed({ event: "agent_thinking" });
  const empty = observed({ guarantee: "content", kind: "empty-text", event: "agent_thinking" });
  const away = { ...misroute, touches: [{ user: "amy", run: "r1", event: "agent_thinking" }] };
  expect([gone, empty, away].map((cause) => blame([silence, cause]))).toEqual([
    { "completeness/hole amy agent_thinking": ["content/no-echo amy agent_completed"] },
    { "content/empty-text amy agent_thinking": ["content/no-echo amy agent_completed"] },
    { "isolation/misroute bo tool_completed": ["content/no-echo amy agent_completed"] },
  ]);
});

test("a wrong thread, a duplicate or a fault of another run does not", () => {
  const thread = observed({ guarantee: "content", kind: "thread-drift", event: "agent_thinking" });
  const twice = observed({ guarantee: "duplication", kind: "repeat", event: "agent_thinking" });
  const other = observed({ run: "r2", event: "agent_thinking" });
  for (const innocent of [thread, twice, other]) {
    expect(Object.keys(blame([silence, innocent]))).toHaveLength(2);
  }
});

test("what a hole explains that a leak left, the leak explains", () => {
  const hole = observed({ event: null, ops: [40] });
  const pair = observed({ guarantee: "pairing", kind: "two-results", event: "agent_thinking" });
  expect(blame([pair, hole, misroute])).toEqual({
    "isolation/misroute bo tool_completed": [
      "completeness/hole amy run",
      "pairing/two-results amy agent_thinking",
    ],
  });
});

test.for(["empty-text", "missing-field", "wrong-type", "schema"])(
  "a payload with %s explains why nothing of the user's own text came back",
  (kind) => {
    const hollow = observed({ guarantee: "content", kind, event: "agent_thinking" });
    const mute = observed({ guarantee: "content", kind: "no-echo", event: "agent_completed" });
    expect(blame([mute, hollow])).toEqual({
      [`content/${kind} amy agent_thinking`]: ["content/no-echo amy agent_completed"],
    });
  },
);

test("an envelope that names nobody does not explain why nothing came back", () => {
  const nameless = observed({ guarantee: "content", kind: "missing-user", event: null });
  const mute = observed({ guarantee: "content", kind: "no-echo", event: "agent_completed" });
  expect(blame([mute, nameless])).toEqual({
    "content/missing-user amy run": [],
    "content/no-echo amy agent_completed": [],
  });
});
