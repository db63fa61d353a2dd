import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const KEYS = ["users", "sentinels", "runsPerUser", "runRate", "url"];

test.for<[string, string | null]>([
  ["usres", "users"],
  ["user", "users"],
  ["Users", "users"],
  ["sentinel", "sentinels"],
  ["runs_per_user", "runsPerUser"],
  ["runsprate", "runRate"],
  ["ulr", "url"],
  ["u", null],
  ["", null],
  ["connections", null],
])("%s: %s", ([word, meant]) => {
  expect(nearest(word, KEYS)).toBe(meant);
});

test("of two words the nearer one, and of one that is there itself", () => {
  expect(nearest("runRates", ["runRate", "runRater"])).toBe("runRate");
  expect(nearest("runRate", KEYS)).toBe("runRate");
});
