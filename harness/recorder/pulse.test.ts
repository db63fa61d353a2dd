import { describe, expect, test } from "vitest";
import { createBeat, type HealthSample, startPulse } from "./pulse.ts";

describe("a beat", () => {
  test("ticks with how late it is, and a stall is one late tick", () => {
    const lags: number[] = [];
    const clock = [0, 100, 203, 1_703, 1_803];
    const beat = createBeat({
      now: () => clock.shift() ?? 0,
      tick: (lag) => lags.push(lag),
      health: () => {},
    });
    for (let beats = 0; beats < 4; beats += 1) beat();
    expect(lags).toEqual([0, 3, 1_400, 0]);
  });

  test("is never early: a timer that fires too soon has no lag", () => {
    const lags: number[] = [];
    const clock = [0, 99.2];
    const beat = createBeat({
      now: () => clock.shift() ?? 0,
      tick: (lag) => lags.push(lag),
      health: () => {},
    });
    beat();
    expect(lags).toEqual([0]);
  });

  test("asks for health when a second has passed since it last did, with the tick of that time that was most late", () => {
    let now = 0;
    const asked: (readonly [at: number, lag: number])[] = [];
    const health = (lag: number) => asked.push([now, lag]);
    const beat = createBeat({ now: () => now, tick: () => {}, health });
    for (now = 100; now <= 1_100; now += 100) beat();
    for (now = 1_500; now <= 2_500; now += 100) beat();
    for (now = 6_000; now <= 7_000; now += 100) beat();
    expect(asked).toEqual([
      [1_000, 0],
      [2_000, 300],
      [6_000, 3_400],
      [7_000, 0],
    ]);
  });
});

describe("a pulse", () => {
  test("ticks by itself, until it is closed with a last word on health", async () => {
    const lags: number[] = [];
    const samples: HealthSample[] = [];
    const { promise: ticked, resolve } = Promise.withResolvers<void>();
    const pulse = startPulse(
      {
        tick: (lag) => {
          lags.push(lag);
          resolve();
        },
        health: (sample) => samples.push(sample),
      },
      () => 4.5,
    );
    const alive = setTimeout(() => {}, 60_000);
    await ticked;
    clearTimeout(alive);
    pulse.close();
    pulse.close();
    expect(lags.every((lag) => lag >= 0)).toBe(true);
    expect(samples).toEqual([
      {
        eventLoopDelayP99: expect.any(Number),
        eventLoopDelayMax: expect.any(Number),
        maxSendLag: 4.5,
        memory: expect.any(Number),
        busy: expect.any(Number),
        collecting: expect.any(Number),
        machine: expect.any(Number),
      },
    ]);
    expect(samples[0]?.memory).toBeGreaterThan(1_000_000);
    expect(samples[0]?.eventLoopDelayMax).toBeGreaterThanOrEqual(0);
  });

  test("a loop in which not one sample could be taken was as late as our own timer", async () => {
    const lags: number[] = [];
    const { promise: told, resolve } = Promise.withResolvers<HealthSample>();
    const pulse = startPulse({ tick: (lag) => lags.push(lag), health: resolve }, () => 0);
    const alive = setTimeout(() => {}, 60_000);
    // The first turn that our timer sees ends after a second, so health is asked for in the same turn.
    block(1_200);
    const { eventLoopDelayMax, eventLoopDelayP99 } = await told;
    clearTimeout(alive);
    pulse.close();
    expect(lags[0]).toBeGreaterThan(1_000);
    expect(eventLoopDelayMax).toBeGreaterThan(1_000);
    expect(eventLoopDelayP99).toBeGreaterThan(1_000);
  });
});

/** Holds the loop up for so many milliseconds. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
