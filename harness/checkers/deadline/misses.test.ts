import { expect, test } from "vitest";
import type { Observation } from "../../verdict/finding.ts";
import { createMisses, type Misses } from "./misses.ts";

/** A second of a run that seems to have missed a limit. */
function missed(misses: Misses, second: number): void {
  const observation = { guarantee: "deadline", run: `r${second}` } as Observation;
  const [from, to] = [second * 1_000, second * 1_000 + 900];
  misses.add({ owner: "amy", from, to, observations: [observation] });
}

/** Misses of which two may wait, and whom they have convicted so far. `busy`: seconds in which we were. */
function book({ busy = [], known = Infinity }: { busy?: readonly number[]; known?: number } = {}) {
  const convicted: (string | null)[] = [];
  const touches = (from: number) => busy.includes(from / 1_000);
  const misses = createMisses(
    { touches, knownUntil: () => known },
    { hold: (_owner, { run }) => void convicted.push(run) },
    2,
  );
  return { misses, convicted };
}

test("few of them wait for the end, whatever is known", () => {
  const { misses, convicted } = book();
  for (const second of [1, 2]) missed(misses, second);
  misses.pass();
  expect(convicted).toEqual([]);
  misses.finish();
  expect(convicted).toEqual(["r1", "r2"]);
});

test("of too many the oldest are decided, each once, so that no more are kept", () => {
  const { misses, convicted } = book({ busy: [2, 6] });
  for (const second of [1, 2, 3, 4, 5, 6]) missed(misses, second);
  misses.pass();
  expect([convicted, misses.excused]).toEqual([["r1", "r3", "r4"], 1]);
  misses.finish();
  expect([convicted, misses.excused]).toEqual([["r1", "r3", "r4", "r5"], 2]);
});

test("what a health op to come may excuse is not decided", () => {
  const { misses, convicted } = book({ known: 2_000 });
  for (const second of [1, 2, 3, 4, 5]) missed(misses, second);
  misses.pass();
  expect(convicted).toEqual(["r1"]);
});

test("thousands that were decided are told once, and in their order", () => {
  const { misses, convicted } = book();
  const seconds = Array.from({ length: 2_500 }, (_, at) => at);
  for (const second of seconds) {
    missed(misses, second);
    misses.pass();
  }
  expect(convicted).toHaveLength(2_498);
  misses.finish();
  expect(convicted).toEqual(seconds.map((second) => `r${second}`));
});
