import { expect, test } from "vitest";
import { BEAT, createAwakeClock } from "./awake.ts";

function clock() {
  let wall = 0;
  const awake = createAwakeClock(() => wall);
  return {
    awake,
    /** Time passes, and the beat comes when it should, or late. */
    pass: (milliseconds: number): void => {
      wall += milliseconds;
    },
  };
}

test("while beats come in time, it goes like any other", () => {
  const { awake, pass } = clock();
  for (let beats = 0; beats < 20; beats += 1) {
    pass(BEAT);
    awake.beat();
  }
  pass(30);
  expect(awake.now()).toBe(2_030);
});

test("of what a beat is late by a tenth passed, before it came and after", () => {
  const { awake, pass } = clock();
  pass(BEAT + 1_500);
  expect(awake.now()).toBe(BEAT + 150);
  expect(awake.beat()).toBe(1_500);
  expect(awake.now()).toBe(BEAT + 150);
  pass(BEAT);
  awake.beat();
  expect(awake.now()).toBe(2 * BEAT + 150);
});
