import { expect, test } from "vitest";
import { observed } from "../harness/verdict/testing.ts";
import { stories } from "./stories.ts";
import { verdictOn } from "./testing.ts";

/** Two kinds of fault, one of them at three users. */
const verdict = verdictOn({
  observations: [
    ...["amy", "bo", "cy"].map((user) => observed({ user, run: `run of ${user}` })),
    observed({ user: "dan", run: "run of dan", event: "agent_started" }),
  ],
});

const told = (most: number) => {
  const { told: some, rest } = stories(verdict, new Map(), { most, unicode: true });
  return [...some.map(({ title }) => title), rest];
};

test("what was told as others like it is not counted again among the rest", () => {
  expect(told(5)).toEqual(["completeness/hole (and 2 others like it)", "completeness/hole", null]);
});

test("what no story told of is in the file", () => {
  expect(told(1)).toEqual([
    "completeness/hole (and 2 others like it)",
    "and 1 more in verdict.json",
  ]);
});

test("where findings are only counted, those like it are at least so many", () => {
  const many = { ...verdict, findingCount: 8_000 };
  const titles = stories(many, new Map(), { most: 5, unicode: true }).told.map(
    ({ title }) => title,
  );
  expect(titles).toEqual([
    "completeness/hole (and at least 2 others like it)",
    "completeness/hole",
  ]);
});

test("what the verdict counts and does not keep is not said to be in the file", () => {
  const many = { ...verdict, findingCount: 8_000 };
  const rests = [5, 1].map((most) => stories(many, new Map(), { most, unicode: true }).rest);
  expect(rests).toEqual([
    "and 7,996 more, which are only counted",
    "and 1 more in verdict.json, and 7,996 more, which are only counted",
  ]);
});
