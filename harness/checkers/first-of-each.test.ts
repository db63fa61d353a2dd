import { expect, test } from "vitest";
import { firstOfEach } from "./first-of-each.ts";

test("the first of each stands for all of its key, in the order in which they came", () => {
  const firsts = firstOfEach<string | null, string>();
  for (const key of ["bo", null, "amy", "bo", "bo"]) firsts.add(key, () => `first of ${key}`);
  firsts.add("amy", () => "not asked");
  expect([...firsts.all()]).toEqual([
    { first: "first of bo", count: 3 },
    { first: "first of null", count: 1 },
    { first: "first of amy", count: 2 },
  ]);
});

test("what makes nothing is not counted, and the next may be the first", () => {
  const firsts = firstOfEach<string, string>();
  firsts.add("amy", () => null);
  expect([...firsts.all()]).toEqual([]);
  firsts.add("amy", () => "second");
  expect([...firsts.all()]).toEqual([{ first: "second", count: 1 }]);
});
