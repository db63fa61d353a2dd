import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMarkTable } from "./mark-table.ts";

/** Few homes, at the end of the table as well, so that marks stand in each other's way. */
const mark = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 1_000, max: 1_050 }),
  fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3 }))
    .map(([home, round]) => home + round * 4_096),
  fc.integer({ min: 0, max: 0x3fff_ffff }),
);

/** With the first, marks stand in each other's way as they would for nobody who knows none. */
const salt = fc.oneof(fc.constantFrom(1, 2 ** 22 + 1), fc.integer());

const step = fc.oneof(
  fc.record({ does: fc.constant("set" as const), mark }),
  fc.record({ does: fc.constant("delete" as const), mark }),
);

test("is a map, whatever comes and goes", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1_500, size: "max" }), salt, (steps, one) => {
      const table = createMarkTable<number>(one);
      const map = new Map<number, number>();
      for (const [at, { does, mark: id }] of steps.entries()) {
        if (does === "set") {
          table.set(id, at);
          map.set(id, at);
        } else {
          table.delete(id);
          map.delete(id);
        }
        expect(table.get(id)).toBe(map.get(id));
      }
      for (const { mark: id } of steps) expect(table.get(id)).toBe(map.get(id));
    }),
    { numRuns: 60 },
  );
});

test("holds more than it began with, and lets go of all", () => {
  const table = createMarkTable<number>(0x9e37_79b1);
  for (let at = 0; at < 50_000; at += 1) table.set(at * 7, at);
  expect([table.get(0), table.get(7 * 49_999), table.get(1)]).toEqual([0, 49_999, undefined]);
  table.clear();
  expect([table.get(0), table.get(7 * 49_999)]).toEqual([undefined, undefined]);
});
