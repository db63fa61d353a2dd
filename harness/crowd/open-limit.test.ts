import { expect, test } from "vitest";
import { createOpenLimit } from "./open-limit.ts";

function after(most: number, ...lates: readonly number[]): number {
  const limit = createOpenLimit(most);
  for (const late of lates) limit.observe(late, 2 * most);
  return limit.now;
}

const ever = (late: number) => Array.from({ length: 200 }, () => late);

test("who keeps up opens as many as planned, from the first moment", () => {
  expect(after(1_000)).toBe(1_000);
  expect(after(1_000, ...ever(100))).toBe(1_000);
});

test("who is late opens fewer, and never fewer than an eighth", () => {
  expect(after(1_000, 101)).toBe(500);
  expect(after(1_000, ...ever(400))).toBe(125);
  expect(after(101, 101)).toBe(50);
});

test("a small crowd is not made smaller", () => {
  expect(after(100, ...ever(400))).toBe(20);
  expect(after(20, ...ever(400))).toBe(20);
  expect(after(3, ...ever(400))).toBe(3);
});

test("who keeps up again comes back", () => {
  expect(after(1_000, ...ever(400), ...ever(0))).toBe(1_000);
});

test("nobody holds back before the planned overlap is reached", () => {
  const limit = createOpenLimit(1_000);
  for (const late of ever(400)) limit.observe(late, 1_999);
  expect(limit.now).toBe(1_000);
  limit.observe(400, 2_000);
  expect(limit.now).toBe(500);
});
