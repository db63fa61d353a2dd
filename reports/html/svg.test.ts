import { expect, test } from "vitest";
import { path } from "./svg.ts";

test("a line goes through its points, and is broken where they are too far apart", () => {
  const points = [
    [0, 0],
    [0.1, 1],
    [0.5, 1],
    [0.6, 0],
  ] as const;
  expect([path(points), path(points, 0.2), path([])]).toEqual([
    "M56 210L113.2 12L342 12L399.2 210",
    "M56 210L113.2 12M342 12L399.2 210",
    "",
  ]);
});
