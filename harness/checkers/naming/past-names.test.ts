import { expect, test } from "vitest";
import { mintId } from "../../ownership/run-id.ts";
import { createPastNames } from "./past-names.ts";

const KEY = "00".repeat(32);

function runOf(user: number, run: number): string {
  return mintId(KEY, "run", user, run);
}

test("a name leads to the run that bore it, of whichever user", () => {
  const past = createPastNames(KEY, 2);
  past.add("srv-a", { user: 0, run: 7 });
  past.add("srv-b", { user: 1, run: 2 ** 20 - 1 });
  expect(past.runOf("srv-a")).toBe(runOf(0, 7));
  expect(past.runOf("srv-b")).toBe(runOf(1, 2 ** 20 - 1));
  expect(past.runOf("srv-c")).toBe(null);
});

test("of each user the newest names are remembered", () => {
  const past = createPastNames(KEY, 2, 20);
  past.add("bo's", { user: 1, run: 0 });
  for (let run = 0; run < 25; run += 1) past.add(`srv-${run}`, { user: 0, run });
  const known = Array.from({ length: 25 }, (_, run) => past.runOf(`srv-${run}`));
  expect(known).toEqual(known.map((_, run) => (run < 15 ? null : runOf(0, run))));
  expect(past.runOf("bo's")).toBe(runOf(1, 0));
});

test("a judge of one user remembers what a judge of all remembers of him", () => {
  const [all, one] = [createPastNames(KEY, 2, 20), createPastNames(KEY, 2, 20)];
  for (let run = 0; run < 100; run += 1) {
    for (const user of [0, 1]) all.add(`srv-${user}-${run}`, { user, run });
    one.add(`srv-0-${run}`, { user: 0, run });
  }
  const names = Array.from({ length: 100 }, (_, run) => `srv-0-${run}`);
  expect(names.map((name) => one.runOf(name))).toEqual(names.map((name) => all.runOf(name)));
});

test("a name that is used again is the later run's", () => {
  const past = createPastNames(KEY, 1, 8);
  for (let run = 0; run < 20; run += 1) past.add("the only one", { user: 0, run });
  expect(past.runOf("the only one")).toBe(runOf(0, 19));
});
