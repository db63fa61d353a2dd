import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tries, WHILE } from "./testing/amount.ts";
import { edited, edits } from "./testing/edits.ts";
import { execute } from "./testing/execution.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { places } from "./testing/places.ts";
import { type Cut, expectSame, PLAIN, written } from "./testing/plainly.ts";
import { scripts } from "./testing/scripts.ts";
import { worldOf } from "./testing/world.ts";

/** Executions of a right server: all but one of these things are so. */
const nearlyPlain = fc
  .tuple(scripts, fc.nat({ max: PLAIN.length * 2 }))
  .map(([script, left]) =>
    PLAIN.reduce((all, make, at) => (at === left ? all : make(all)), script),
  );

const cuts: fc.Arbitrary<Cut> = fc.integer({ min: 1, max: 3 }).chain((count) =>
  fc.record({
    slice: fc.record({ index: fc.nat({ max: count - 1 }), count: fc.constant(count) }),
    apart: fc.boolean(),
  }),
);

const sizes = fc.constantFrom(7, 100, 1_000_000);

test(
  "a right execution is told just as one who sees each op tells it",
  async () => {
    let short = 0;
    await fc.assert(
      fc.asyncProperty(nearlyPlain, cuts, sizes, async (script, cut, size) => {
        const { header } = worldOf(script);
        const { ops } = execute(worldOf(script));
        if (await expectSame(written(header, ops, cut), size)) short += 1;
      }),
      tries(150),
    );
    // Else it is never gone, and all that this shows is that nobody goes it.
    expect(short).toBeGreaterThan(50);
  },
  WHILE,
);

test(
  "so is a faulty one: the short way is not gone where there is something to tell",
  async () => {
    const faults = fc.constantFrom(...FAULTS);
    let long = 0;
    await fc.assert(
      fc.asyncProperty(nearlyPlain, places, faults, cuts, async (script, place, fault, cut) => {
        const world = worldOf(fitted(fault, script, place));
        const { ops } = execute(world, [], { fault, place });
        if (!(await expectSame(written(world.header, ops, cut)))) long += 1;
      }),
      tries(300),
    );
    expect(long).toBeGreaterThan(0);
  },
  WHILE,
);

test(
  "so is a record that somebody has changed",
  async () => {
    let short = 0;
    await fc.assert(
      fc.asyncProperty(nearlyPlain, edits, cuts, async (script, edit, cut) => {
        const { header } = worldOf(script);
        const { ops } = execute(worldOf(script));
        if (await expectSame(written(header, edited(ops, edit), cut))) short += 1;
      }),
      tries(600),
    );
    // Not every change is one for the worse.
    expect(short).toBeGreaterThan(0);
  },
  WHILE,
);

const SCRIBBLES = ['"', "\\", "{", "}", "[", "]", ":", ",", "0", "9", "-", ".", "e", " ", "é", "a"];

test(
  "so is a record in which one character is another",
  async () => {
    const scribbles = fc.constantFrom("", ...SCRIBBLES);
    let short = 0;
    await fc.assert(
      fc.asyncProperty(
        nearlyPlain,
        fc.nat(),
        fc.nat(),
        scribbles,
        cuts,
        async (script, nth, column, scribble, cut) => {
          const { header } = worldOf(script);
          const record = written(header, execute(worldOf(script)).ops, cut);
          const { lines } = record;
          const at = 1 + (nth % (lines.length - 1));
          const line = lines[at] ?? "";
          const from = column % line.length;
          const scribbled = line.slice(0, from) + scribble + line.slice(from + 1);
          if (await expectSame({ ...record, lines: lines.with(at, scribbled) })) short += 1;
        },
      ),
      tries(600),
    );
    // What a text says is mostly of no account.
    expect(short).toBeGreaterThan(0);
  },
  WHILE,
);
