import { expect, test } from "vitest";
import type { Observation } from "../verdict/finding.ts";
import { holdAbsence } from "./absence.ts";

const hole: Observation = {
  guarantee: "content",
  kind: "no-echo",
  user: "amy",
  victim: null,
  run: "r1",
  event: null,
  ops: [4],
  message: "nothing came back",
};

/** What is reported of one absence of amy's, and why the rest is not. */
function outcome(whole: string | null, users: readonly (readonly [string, string])[]) {
  const reported: Observation[] = [];
  const damage = { whole: null as string | null, users: new Map<string, string>() };
  const scene = { damage } as never;
  const absence = holdAbsence({ scene, report: (observation) => reported.push(observation) });
  absence.hold("amy", hole);
  damage.whole = whole;
  for (const [user, reason] of users) damage.users.set(user, reason);
  const early = [...reported];
  absence.release();
  return { early, reported, unknown: absence.unknown() };
}

test("an undamaged history proves absence, at its end", () => {
  expect(outcome(null, [])).toEqual({ early: [], reported: [hole], unknown: null });
});

test("damage that shows after the fact still voids it", () => {
  const reason = "3 messages of connection 2 are not in the history";
  expect(outcome(null, [["amy", reason]])).toEqual({
    early: [],
    reported: [],
    unknown: `1 thing seems to be missing, and the history itself is damaged: ${reason}`,
  });
});

test("damage at another user voids nothing of this one", () => {
  expect(outcome(null, [["bo", "lost"]]).reported).toEqual([hole]);
});

test("a history that is damaged as a whole proves nobody's absence", () => {
  expect(outcome("it has no end", []).reported).toEqual([]);
});

test("of many absences the first are kept, and of the others one of each user, and all are counted", () => {
  const reported: Observation[] = [];
  const damage = { whole: null, users: new Map([["bo", "lost"]]) };
  const absence = holdAbsence(
    { scene: { damage } as never, report: (observation) => reported.push(observation) },
    2,
  );
  for (let nth = 0; nth < 5; nth += 1) {
    for (const user of ["amy", "bo"]) absence.hold(user, { ...hole, user, run: `r${nth}` });
  }
  absence.release();
  expect(reported.map(({ user, run }) => `${user} ${run}`)).toEqual([
    "amy r0",
    "amy r1",
    "amy r1",
    "amy r1",
    "amy r1",
  ]);
  expect(absence.unknown()).toBe(
    "5 things seem to be missing, and the history itself is damaged: lost",
  );
});
