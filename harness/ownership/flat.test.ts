import { memoryUsage } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { flat } from "./flat.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const TEXTS = 30_000;
const LENGTH = 200;

/** Of many small parts, each of them a text of its own for the engine. */
function putTogether(number: number): string {
  let text = "";
  for (let part = 0; text.length < LENGTH; part += 1) text += `part ${number + part} of many `;
  return text;
}

/** Bytes that texts hold, once everything that is held no more is gone. */
function held(make: (number: number) => string): number {
  collect();
  const before = memoryUsage().heapUsed;
  const texts = Array.from({ length: TEXTS }, (_, number) => make(number));
  collect();
  const bytes = memoryUsage().heapUsed - before;
  return texts.length === TEXTS ? bytes : Number.NaN;
}

it("is the same text", () => {
  expect(flat(putTogether(1))).toBe(putTogether(1));
  expect(flat("")).toBe("");
});

it("lets go of the parts, also once the engine has compiled it", () => {
  for (let number = 0; number < 100_000; number += 1) flat(putTogether(number));
  const parts = held(putTogether);
  const whole = held((number) => flat(putTogether(number)));
  expect(parts).toBeGreaterThan(TEXTS * LENGTH * 2);
  expect(whole).toBeLessThan(TEXTS * LENGTH * 1.5);
});
