import { expect, test } from "vitest";
import { harnessLag } from "./harness-lag.ts";

const idle = { runs: new Map() };
/** One run that has been open since this time. */
const busy = (scheduled: number) => ({ runs: new Map([["r", { scheduled }]]) as never });

function tick(time: number, lag: number) {
  return { index: 0, time, type: "tick", lag } as const;
}

function health(time: number, eventLoopDelayMax: number) {
  const rest = { eventLoopDelayP99: 0, maxSendLag: 0, memory: 0 };
  return { index: 0, time, type: "health", eventLoopDelayMax, ...rest } as const;
}

test("a late tick doubts the stamps of its stall and of the backlog after it, and no others", () => {
  const lag = harnessLag(idle);
  for (const op of [tick(100, 0), tick(700, 500), tick(800, 1), tick(900, 0)]) lag.observe(op);
  expect([150, 200, 500, 700, 800, 801].map((time) => lag.near(time))).toEqual([
    0, 500, 500, 500, 500, 1,
  ]);
});

test("a health op doubts all stamps since the one before it", () => {
  const lag = harnessLag(busy(0));
  lag.observe(health(1_000, 5));
  lag.observe(health(2_000, 80));
  expect([500, 1_500, 2_100, 2_101].map((time) => lag.near(time))).toEqual([5, 80, 80, 0]);
});

test("with nothing measured there is no lag to speak of", () => {
  expect(harnessLag(idle).near(10)).toBe(0);
});

test("what concerns an open run is kept, however long it lasts", () => {
  const lag = harnessLag(busy(150));
  lag.observe(tick(200, 40));
  for (let second = 1; second <= 60; second += 1) lag.observe(health(second * 1_000, 0));
  expect(lag.near(190)).toBe(40);
});

test("a stall that ends just when something may still be asked for is kept", () => {
  const lag = harnessLag(busy(1_000));
  for (const op of [tick(900, 40), health(1_000, 0), health(2_000, 0)]) lag.observe(op);
  expect(lag.near(1_000)).toBe(40);
});

test("what concerns nothing open any more is forgotten a second later", () => {
  const lag = harnessLag(idle);
  for (const op of [tick(200, 40), health(1_000, 0)]) lag.observe(op);
  expect(lag.near(190)).toBe(40);
  lag.observe(health(2_000, 0));
  expect(lag.near(190)).toBe(0);
});

test("of several workers each op bounds what its own has seen", () => {
  const lag = harnessLag(busy(0));
  lag.observe({ ...health(1_000, 5), worker: 0 });
  lag.observe({ ...health(1_000.3, 80), worker: 1 });
  expect([lag.near(500), lag.near(1_000.1)]).toEqual([80, 80]);
});
