import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createPastIds } from "./past-ids.ts";
import { settled } from "../testing/settled-run.ts";

/** Ids of the events of one run; few of them, so that they come again. */
const ids = fc.array(fc.option(fc.integer({ min: 0, max: 60 })), { maxLength: 12 });

/** Long enough to be looked up by other means. */
const long = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 65, maxLength: 90 });

const runs = fc.array(
  fc.record({
    owner: fc.constantFrom("amy", "bo"),
    ids: fc.oneof({ weight: 9, arbitrary: ids }, long),
  }),
  { maxLength: 40 },
);

function runOf(owner: string, names: readonly (number | null)[], first: number) {
  const events = names.map((id, at) => {
    return { type: `type-${first + at}`, time: at, id: id === null ? null : `id-${id}` };
  });
  const run = settled(events, { owner });
  // Each event with a number of its own.
  const received = run.streams
    .flatMap((stream) => stream.received)
    .map((one, at) => {
      return { ...one, op: { ...one.op, index: first + at } };
    });
  return { ...run, streams: run.streams.map((stream) => ({ ...stream, received })) };
}

test("knows the ids of a user's last four runs, and no others", () => {
  let again = 0;
  fc.assert(
    fc.property(runs, (all) => {
      const past = createPastIds();
      const before = new Map<string, { id: string; index: number; type: string }[][]>();
      let first = 0;
      for (const { owner, ids: names } of all) {
        const run = runOf(owner, names, first);
        first += names.length;
        const events = run.streams.flatMap(({ received }) => received.map(({ op }) => op));
        const earlier = (before.get(owner) ?? []).slice(-4).flat();
        const expected = events
          .map(({ index, event }) => ({ index, of: earlier.find(({ id }) => id === event.id) }))
          .find(({ of }) => of !== undefined);
        const found = past.see(run);
        expect(found === null ? undefined : { index: found.op.index, of: found.of }).toEqual(
          expected && {
            index: expected.index,
            of: { index: expected.of?.index, type: expected.of?.type },
          },
        );
        if (found !== null) again += 1;
        const own = events.flatMap(({ index, event: { id, type } }) =>
          id === null ? [] : [{ id, index, type }],
        );
        before.set(owner, [...(before.get(owner) ?? []), own]);
      }
    }),
    { numRuns: 200, seed: 7 },
  );
  expect(again).toBeGreaterThan(100);
});
