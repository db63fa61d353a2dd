import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { catchInterrupts, unlessInterrupted } from "./interrupt.ts";

const left: unknown[] = [];

beforeEach(() => {
  left.length = 0;
  vi.spyOn(process, "exit").mockImplementation((code) => void left.push(code) as never);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What is said of these signals, one after the other. */
function said(...signals: readonly NodeJS.Signals[]): readonly string[] {
  const lines: string[] = [];
  const interrupt = catchInterrupts((line) => lines.push(line));
  for (const signal of signals) process.emit(signal, signal);
  interrupt[Symbol.dispose]();
  return lines;
}

test("the first signal ends in order, and says what a second would do", () => {
  expect(said("SIGINT")).toEqual(["SIGINT: ending in order; once more ends at once."]);
  expect(left).toEqual([]);
});

test("the second ends at once, and says so where the progress was drawn", () => {
  expect(said("SIGINT", "SIGINT")).toEqual([
    "SIGINT: ending in order; once more ends at once.",
    "SIGINT again: ended at once.",
  ]);
  expect(left).toEqual([130]);
});

test("a terminal that is closed says so twice, and means it once", () => {
  expect(said("SIGHUP", "SIGHUP")).toHaveLength(1);
  expect(left).toEqual([]);
});

test("work that nothing is said of says what ends it, at the second", async () => {
  const lines: unknown[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(line) > 0);
  const done = unlessInterrupted(async () => {
    for (const signal of ["SIGINT", "SIGINT"] as const) process.emit(signal, signal);
    return "done";
  });
  expect(await done).toBe("done");
  expect([lines, left]).toEqual([["SIGINT again: ended at once.\n"], [130]]);
});
