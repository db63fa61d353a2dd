import { describe, expect, test } from "vitest";
import type { FaultRow, Matrix, TwinRow } from "./matrix-data.ts";
import { matrixMarkdown } from "./matrix-markdown.ts";
import { faultOutcome, matrixOutcome, twinOutcome } from "./matrix-outcome.ts";
import { matrixTerminal } from "./matrix.ts";

const TRIALS = { caught: 20, elsewhere: 0, missed: 0, "not-fired": 0, unknown: 0 };

function fault(change: Partial<FaultRow> = {}): FaultRow {
  return {
    id: "drop-middle",
    section: "loss",
    about: "one middle event is never sent",
    must: ["completeness/hole"],
    trials: TRIALS,
    firings: 20,
    recalled: 20,
    spoke: {
      completeness: { caught: 20, consequence: 0, alarm: 0 },
      pairing: { caught: 0, consequence: 9, alarm: 0 },
    },
    alarms: [],
    notes: [],
    ...change,
  };
}

const LEAKY = fault({
  id: "misroute",
  section: "isolation",
  about: "one event goes to another user",
  must: ["isolation/misroute", "isolation/shared"],
  trials: { ...TRIALS, caught: 17, missed: 2, unknown: 1 },
  firings: 201,
  recalled: 200,
  spoke: {
    isolation: { caught: 17, consequence: 0, alarm: 0 },
    order: { caught: 0, consequence: 0, alarm: 1 },
  },
  alarms: [{ what: "order/swap", seed: "s.3", message: "two events\u001b[31m changed places" }],
  notes: [
    { seed: "s.3", status: "caught", why: "a false alarm", folder: "/tmp/kept/misroute-s.3" },
    { seed: "s.5", status: "missed", why: "nothing was found at its place", folder: null },
    { seed: "s.6", status: "missed", why: "nothing was found at its place", folder: null },
    { seed: "s.7", status: "unknown", why: "refused: nobody listens", folder: null },
  ],
});

function twin(change: Partial<TwinRow> = {}): TwinRow {
  return {
    id: "slow",
    about: "every event takes its time",
    executions: 20,
    passed: 20,
    runs: 1_000,
    unknown: 0,
    alarms: [],
    notes: [],
    ...change,
  };
}

const MATRIX: Matrix = {
  seed: "s",
  seeds: 20,
  complete: true,
  executions: 60,
  repeated: 1,
  durationMs: 61_000,
  faults: [fault(), LEAKY],
  twins: [twin()],
  later: [
    { id: "resume-skip", kind: "fault", about: "a resume skips", waitsFor: "a crowd that resumes" },
    { id: "honest-gap", kind: "twin", about: "a gap is told", waitsFor: "a crowd that resumes" },
  ],
};

const PAGE = { colour: false, unicode: true, width: 80 };

test("at a terminal: a row a fault, a column a guarantee, and why a row does not stand", () => {
  expect(matrixTerminal(MATRIX, PAGE)).toBe(`\
1 of 2 faults caught, 1 of 1 legal twin without an alarm: 60 executions in 1 min
1 s, seed s

  fault                iso cpl dup ord pai fin con dea cnn ide clk caught recall
loss
  drop-middle            .  20   .   .   +   .   .   .   .   .   .  20/20  100 %
isolation
  misroute              17   .   .  !1   .   .   .   .   .   .   .  17/20   99 %
      1 caught: a false alarm, seeds 3, kept in /tmp/kept/misroute-s.3
      2 missed: nothing was found at its place, seeds 5 6
      1 unknown: refused: nobody listens, seeds 7
      1 false alarm: order/swap, such as two events\\u{1b}[31m changed places

  legal twin             passed     runs
  slow                    20/20    1,000

  not yet  resume-skip and honest-gap: needs a crowd that resumes

  iso isolation, cpl completeness, dup duplication, ord order, pai pairing, fin
  finality, con content, dea deadline, cnn connection, ide identity, clk clock
  a number: executions in which this guarantee caught the fault; +: it told a
  consequence; !: it alarmed without cause
  recall: of the places where a fault was really put, those at which it was
  caught; 20 of 20 is at least 86 %, 19 of 20 is at least 78 % (one-sided, 95 %
  confidence)
  made again, since nothing could be judged the first time: 1 execution
`);
});

test("no line is wider than the page, and a pipe gets neither colour nor Unicode", () => {
  const lines = matrixTerminal(MATRIX, { ...PAGE, unicode: false }).split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(lines.join("")).toMatch(/^[\x20-\x7e]*$/);
});

test("in colour, what stands is green and what does not is red", () => {
  const text = matrixTerminal(MATRIX, { ...PAGE, colour: true });
  expect(text).toContain("\u001b[32m  20/20\u001b[39m");
  expect(text).toContain("\u001b[31m  17/20\u001b[39m");
});

test("as Markdown: the guarantees by their whole names, and nobody else's markup", () => {
  const text = matrixMarkdown(MATRIX);
  expect(text).toContain(
    "| loss | `drop-middle` | one middle event is never sent | `completeness/hole` | 20/20 | 20/20 |  | 20 |  |  | + |  |  |  |  |  |  |",
  );
  expect(text).toContain(
    "| isolation | `misroute` | one event goes to another user | `isolation/misroute`, `isolation/shared` | **17/20** | 200/201 | 17 |  |  | !1 |  |  |  |  |  |  |  |",
  );
  expect(text).toContain("| `slow` | every event takes its time | 20/20 | 1,000 | 0 |");
  expect(text).toContain("- misroute: 2 missed: nothing was found at its place, seeds 5 6");
  expect(text).toContain("## Not seen\n\nAnother user's text is known by its marker");
  expect(text).not.toContain("\u001b");
});

const outcome = (trials: Partial<FaultRow["trials"]>, change: Partial<FaultRow> = {}) =>
  faultOutcome(fault({ trials: { ...TRIALS, ...trials }, ...change }));

describe("a fault stands", () => {
  test("when it was caught in 19 of 20, and not in 18", () => {
    expect(outcome({})).toBe("pass");
    expect(outcome({ caught: 19, missed: 1 })).toBe("pass");
    expect(outcome({ caught: 19, elsewhere: 1 })).toBe("pass");
    expect(outcome({ caught: 18, missed: 2 })).toBe("fail");
    expect(outcome({ caught: 4, missed: 1 })).toBe("fail");
  });

  test("not when it was put nowhere, even once, or raised a false alarm", () => {
    expect(outcome({ caught: 19, "not-fired": 1 })).toBe("fail");
    const alarms = [{ what: "order/swap", seed: "s", message: "" }];
    expect(outcome({}, { alarms })).toBe("fail");
  });

  test("unknown when something could not be judged, and what was judged stands", () => {
    expect(outcome({ caught: 19, unknown: 1 })).toBe("unknown");
    expect(outcome({ caught: 17, missed: 2, unknown: 1 })).toBe("fail");
    expect(outcome({ caught: 0, unknown: 20 })).toBe("unknown");
    expect(outcome({ caught: 0 })).toBe("unknown");
  });
});

test("a twin stands only when every execution passed", () => {
  expect(twinOutcome(twin())).toBe("pass");
  expect(twinOutcome(twin({ passed: 19 }))).toBe("fail");
  expect(twinOutcome(twin({ passed: 19, unknown: 1 }))).toBe("unknown");
  expect(twinOutcome(twin({ executions: 0, passed: 0 }))).toBe("unknown");
});

const rows = (faults: readonly FaultRow[], twins: readonly TwinRow[]) =>
  matrixOutcome({ faults, twins });

test("the whole is as bad as its worst row, and nothing at all is unknown", () => {
  expect(rows([fault()], [twin()])).toBe("pass");
  expect(rows([fault(), LEAKY], [twin()])).toBe("fail");
  expect(rows([fault()], [twin({ passed: 19, unknown: 1 })])).toBe("unknown");
  expect(rows([fault()], [twin({ passed: 19 })])).toBe("fail");
  expect(rows([], [])).toBe("unknown");
});
