import { expect, test } from "vitest";
import { createLoadMeter } from "./load.ts";

test("shares of the time are between nought and one, however short the time", () => {
  const meter = createLoadMeter();
  const samples = [meter.sample(), meter.sample()];
  meter.close();
  for (const { busy, collecting, machine } of samples) {
    for (const share of [busy, collecting, machine]) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
  }
});

test("a loop that does not come to rest is busy all the time", async () => {
  const meter = createLoadMeter();
  const { promise, resolve } = Promise.withResolvers<void>();
  let turns = 0;
  const work = (): void => {
    turns += 1;
    for (let at = 0; at < 1e6; at += 1) Math.sqrt(at);
    if (turns < 50) setImmediate(work);
    else resolve();
  };
  work();
  await promise;
  const { busy } = meter.sample();
  meter.close();
  expect(busy).toBeGreaterThan(0.9);
});
