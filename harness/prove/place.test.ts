import { expect, test } from "vitest";
import { makePlan } from "../plan/make-plan.ts";
import { resolveSettings } from "../run/settings.ts";
import { placeOf } from "./place.ts";

const CROWD = { users: 10, sentinels: 3, runsPerUser: 4, cancels: 0.2 };

const settingsOf = (seed: string) => resolveSettings({ seed, crowd: CROWD }, { demo: "process" });

function place(seed: string, fault: Partial<Parameters<typeof placeOf>[0]> = {}) {
  const aimed = { id: "drop-middle", needs: { mode: "five-events" }, ...fault } as const;
  return placeOf(aimed, settingsOf(seed));
}

const seeds = Array.from({ length: 60 }, (_, at) => `seed ${at}`);

test("the same seed aims at the same place, for sure, whatever the nonce", () => {
  expect(place("a")).toEqual(place("a"));
  expect(place("a")).toMatchObject({ rate: 1, users: [expect.any(String)] });
});

test("other seeds and other faults aim elsewhere, at any user and any run, never at a sentinel", () => {
  const places = seeds.map((seed) => place(seed));
  expect(new Set(places.map(({ from }) => from))).toEqual(new Set([0, 1, 2, 3]));
  const ordinals = places.map(({ users = [] }) => users[0]?.match(/-000([0-9])$/)?.[1]);
  expect(new Set(ordinals).size).toBe(10);
  expect(ordinals).not.toContain(undefined);
  expect(seeds.map((seed) => place(seed, { id: "drop-tail" }))).not.toEqual(places);
});

test("what needs a crowd first may fire from the user's first run on", () => {
  const fires = { above: 5 };
  expect(new Set(seeds.map((seed) => place(seed, { fires }).from))).toEqual(new Set([0]));
});

test("what needs a cancel aims at a run that will be cancelled", () => {
  const needs = { mode: "five-events", action: "cancel" } as const;
  for (const seed of seeds.slice(0, 20)) {
    const { users, from = 0 } = place(seed, { needs });
    const plan = makePlan({ ...settingsOf(seed).crowd, seed, nonce: "", schedule: "closed" });
    const aimedAt = plan.users.find(({ id }) => id === users?.[0])?.runs[from];
    expect(aimedAt?.cancelAfter).toEqual(expect.any(Number));
  }
});
