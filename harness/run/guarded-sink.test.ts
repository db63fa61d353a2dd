import { expect, test } from "vitest";
import type { Op } from "../history/op.ts";
import { guardedSink } from "./guarded-sink.ts";

const tick = (index: number): Op => ({ type: "tick", index, time: index, lag: 0 });

test("a sink that throws is told of once and gets no more; one that does not gets all", () => {
  const seen: number[] = [];
  const defects: unknown[] = [];
  const sink = guardedSink(
    {
      push(op) {
        seen.push(op.index);
        if (op.index === 1) throw new Error("a bug of ours");
      },
    },
    (thrown) => defects.push(thrown),
  );
  for (const index of [0, 1, 2]) sink.push(tick(index));
  expect(seen).toEqual([0, 1]);
  expect(defects).toEqual([new Error("a bug of ours")]);
});
