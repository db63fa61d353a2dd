import { expect, test } from "vitest";
import { dropMiddle } from "../../fixtures/reference-server/faults/loss/drop-middle.ts";
import { slow } from "../../fixtures/reference-server/twins/slow.ts";
import type { Assessment } from "./assess.ts";
import { faultSubject, twinSubject } from "./subject.ts";
import { faultRow, type Tried, twinRow } from "./tally.ts";

function tried(seed: string, change: Partial<Assessment>, folder: string | null = null): Tried {
  const assessment: Assessment = {
    status: "caught",
    why: null,
    runs: 50,
    firings: 1,
    recalled: 1,
    caughtBy: ["completeness"],
    consequences: [],
    alarms: [],
    ...change,
  };
  return { seed, assessment, folder };
}

const MISSED = { status: "missed", why: "nothing was found", recalled: 0, caughtBy: [] } as const;
const SWAP = { guarantee: "order", kind: "swap", message: "two changed places" } as const;

test("a fault's executions add up: by status, by firing, by who spoke", () => {
  const row = faultRow(faultSubject("loss", dropMiddle), [
    tried("s.1", { consequences: ["pairing"] }),
    tried("s.2", { firings: 3, recalled: 2, alarms: [SWAP, SWAP] }, "/kept/2"),
    tried("s.3", MISSED, "/kept/3"),
    tried("s.4", { ...MISSED, status: "not-fired", firings: 0 }),
  ]);
  expect(row).toEqual({
    id: "drop-middle",
    section: "loss",
    about: dropMiddle.about,
    must: ["completeness/hole"],
    trials: { caught: 2, elsewhere: 0, missed: 1, "not-fired": 1, unknown: 0 },
    firings: 5,
    recalled: 3,
    spoke: {
      completeness: { caught: 2, consequence: 0, alarm: 0 },
      pairing: { caught: 0, consequence: 1, alarm: 0 },
      order: { caught: 0, consequence: 0, alarm: 1 },
    },
    alarms: [
      { what: "order/swap", seed: "s.2", message: "two changed places" },
      { what: "order/swap", seed: "s.2", message: "two changed places" },
    ],
    notes: [
      { seed: "s.2", status: "caught", why: "a false alarm", folder: "/kept/2" },
      { seed: "s.3", status: "missed", why: "nothing was found", folder: "/kept/3" },
      { seed: "s.4", status: "not-fired", why: "nothing was found", folder: null },
    ],
  });
});

test("a twin's executions add up, with the runs in them", () => {
  const nothing = { firings: 0, recalled: 0, caughtBy: [] };
  const row = twinRow(twinSubject(slow), [
    tried("s.1", { ...nothing, status: "passed" }),
    tried("s.2", { ...nothing, status: "alarmed", why: "the outcome is fail", alarms: [SWAP] }),
    tried("s.3", { ...nothing, status: "unknown", why: "refused", runs: 0 }),
  ]);
  expect(row).toMatchObject({ id: "slow", executions: 3, passed: 1, unknown: 1, runs: 100 });
  expect(row.alarms).toEqual([{ what: "order/swap", seed: "s.2", message: SWAP.message }]);
  expect(row.notes.map(({ status }) => status)).toEqual(["alarmed", "unknown"]);
});
