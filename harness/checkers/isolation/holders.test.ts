import { expect, test } from "vitest";
import type { EventOp } from "../../history/op.ts";
import type { Run } from "../scene/scene.ts";
import { createHolders, type Holder, type Holders } from "./holders.ts";

/** The event of a user's run under the id that all events have. */
function hold(holders: Holders, nth: number): Holder {
  const run = { id: `r${nth}`, owner: `user ${nth}`, sendIndex: nth } as Run;
  const op = { index: nth, event: { id: "1", type: "thinking" } } as EventOp;
  return holders.hold(op, run, "1");
}

/** Runs that settle when so many others have begun. */
const OPEN = 50;

/** All that a holder keeps in memory, itself among them. */
function keptBy(holder: Holder): number {
  const known = new Set([holder]);
  for (const { company, next, previous } of known) {
    for (const other of [...(company ?? []), next, previous]) if (other) known.add(other);
  }
  return known.size;
}

test.for([true, false])(
  "one id in runs without an end keeps those that are over up to a bound (numbers: %s)",
  (mayBeNumbers) => {
    const holders = createHolders(mayBeNumbers, () => expect.fail("all are of one type"));
    const sizes = Array.from({ length: 3_000 }, (_, nth) => {
      const holder = hold(holders, nth);
      for (const over of holders.take({ id: `r${nth - OPEN}` })) holders.forget(over);
      return [keptBy(holder), holder.company?.length ?? 1] as const;
    });
    expect(Math.max(...sizes.map(([kept]) => kept))).toBeLessThanOrEqual(300);
    expect(Math.max(...sizes.map(([, company]) => company))).toBe(mayBeNumbers ? 2 : 100);
  },
);

test("all holders of an id are in one company, and whoever comes when it is full is with its last", () => {
  const holders = createHolders(false, () => {});
  const all = Array.from({ length: 102 }, (_, nth) => hold(holders, nth));
  expect(all.map(({ company }) => company?.length)).toEqual([
    ...Array.from({ length: 100 }, () => 100),
    3,
    3,
  ]);
  expect(all[101]?.company).toEqual([all[99], all[100], all[101]]);
});

test("an id that one run has is in nobody's company", () => {
  const holders = createHolders(false, () => {});
  const holder = hold(holders, 1);
  expect([holder.company, holders.has("1"), holders.has("2")]).toEqual([null, true, false]);
  holders.forget(holder);
  expect(holders.has("1")).toBe(false);
});
