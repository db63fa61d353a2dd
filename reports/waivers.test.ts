import { expect, test } from "vitest";
import { decide } from "../harness/verdict/decide.ts";
import { header, judged, observed } from "../harness/verdict/testing.ts";
import { facts } from "./envelope.ts";
import { headline } from "./headline.ts";
import { stories } from "./stories.ts";

const epoch = Date.parse("2026-11-23T12:00:00Z");
const waiver = {
  guarantee: "completeness",
  kind: "hole",
  reason: "known: the queue overflows",
  owner: "team payments",
  max: 1,
} as const;

function verdictWith(expires: string, holes: number) {
  const observations = Array.from({ length: holes }, (_, n) => observed({ run: `r${n}` }));
  const waivers = [{ ...waiver, expires }];
  return decide(judged({ observations }), { ...header, epoch, waivers }, { replay: null });
}

const told = (expires: string, holes: number) => {
  const verdict = verdictWith(expires, holes);
  const fact = facts(verdict).find(([label]) => label === "waiver");
  const { told: all } = stories(verdict, new Map(), { most: 5, unicode: true });
  return [headline(verdict), fact?.[1], ...all.map(({ title }) => title)];
};

const ANSWERS = "team payments answers for it: known: the queue overflows";

test("a waived finding is never silent", () => {
  expect(told("2026-12-20", 1)).toEqual([
    "1 finding waived: it would have failed",
    `completeness/hole: 1 of at most 1 finding waived, until 2026-12-20; ${ANSWERS}`,
    "completeness/hole, waived until 2026-12-20",
  ]);
});

test("a waiver that ends soon, allows too little, or has ended says so", () => {
  expect(told("2026-11-25", 0)[1]).toBe(
    `completeness/hole: 0 of at most 1 finding waived, until 2026-11-25, which is within 7 days; ${ANSWERS}`,
  );
  expect(told("2026-12-20", 2)[1]).toBe(
    `completeness/hole: 2 findings, and it allows 1: none is waived; ${ANSWERS}`,
  );
  expect(told("2026-11-20", 1)[1]).toBe(
    `completeness/hole: ended on 2026-11-20, and waives nothing; ${ANSWERS}`,
  );
});
