import { expect, test } from "vitest";
import { chart, FRAME, path } from "./svg.ts";

const ticksOf = (...across: readonly number[]): readonly string[] => {
  const axes = { label: "a chart", across: across.map((at) => ({ at, label: "150 ms" })), up: [] };
  return [...chart(axes, []).markup.matchAll(/class="tick (\w+)" x="([\d.]+)"/g)].map(
    ([, anchor, place]) => `${anchor} ${place}`,
  );
};

test("a tick's words stand below it, and end with the chart where it would cut them", () => {
  expect(ticksOf(0, 0.5, 1)).toEqual(["middle 56", "middle 342", `end ${FRAME.width}`]);
});

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
