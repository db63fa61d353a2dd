import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Op } from "../history/op.ts";
import { inBatches } from "./in-batches.ts";

const tick = (index: number): Op => ({ type: "tick", index, time: index, lag: 0 });
const END: Op = { type: "end", index: 9, time: 9, reason: "finished", ops: 10, connections: 0 };

function told() {
  const seen: string[] = [];
  const sinkOf = (name: string) => ({ push: ({ index }: Op) => void seen.push(`${name}${index}`) });
  return { seen, sink: inBatches([sinkOf("a"), sinkOf("b")]) };
}

test("ops come in their order, each to every sink, once the turn is over", async () => {
  const { seen, sink } = told();
  for (const index of [0, 1]) sink.push(tick(index));
  expect(seen).toEqual([]);
  await setImmediate();
  expect(seen).toEqual(["a0", "b0", "a1", "b1"]);
  sink.push(tick(2));
  await setImmediate();
  expect(seen.slice(4)).toEqual(["a2", "b2"]);
});

test("the end waits for nothing, and brings all that waited", async () => {
  const { seen, sink } = told();
  sink.push(tick(0));
  sink.push(END);
  expect(seen).toEqual(["a0", "b0", "a9", "b9"]);
  await setImmediate();
  expect(seen).toHaveLength(4);
});

test("no more than some hundreds wait", () => {
  const { seen, sink } = told();
  for (let index = 0; index < 2_000; index += 1) sink.push(tick(index));
  expect(seen.length / 2).toBeGreaterThan(1_400);
});

test("what a sink pushes while it is handed ops comes after them", async () => {
  const seen: number[] = [];
  const sink = inBatches([
    {
      push({ index }) {
        seen.push(index);
        if (index === 0) sink.push(tick(7));
      },
    },
  ]);
  for (const index of [0, 1]) sink.push(tick(index));
  await setImmediate();
  await setImmediate();
  expect(seen).toEqual([0, 1, 7]);
});
