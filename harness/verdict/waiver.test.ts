import { expect, test } from "vitest";
import { daysLeft } from "./waiver.ts";

const NOON = Date.parse("2026-11-23T12:00:00Z");

test("the days that are left end where the named day begins", () => {
  const left = ["2026-11-30", "2026-11-24", "2026-11-23", "2026-11-22"].map((expires) =>
    daysLeft({ expires }, NOON),
  );
  expect(left).toEqual([6.5, 0.5, -0.5, -1.5]);
});

test.for([
  "soon",
  "",
  "2026-11-3",
  "x2026-11-30",
  "2026-11-30x",
  "2026-11-30T10:00:00Z",
  "2026-13-01",
  "2026-02-31",
  "2026-11-31",
])("%j names no day", (expires) => {
  expect(daysLeft({ expires }, NOON)).toBeNaN();
});
