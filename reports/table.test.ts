import { expect, test } from "vitest";
import { rows } from "./table.ts";
import { verdictOn } from "./testing.ts";

const unknown = (reason: string) => ({ trials: 0, unknown: reason });

test("a reason that stands above already is named and not said again, whatever could not be judged by it", () => {
  const reason = "the execution failed: nobody listens";
  const { guarantees } = verdictOn({
    tallies: { isolation: unknown(reason), order: unknown(reason) },
  });
  const watched = guarantees.map((one) =>
    one.name === "clock" ? { ...one, outcome: "not-judged" as const, reason } : one,
  );
  const notes = rows(watched).flatMap(({ name, note }) =>
    ["isolation", "order", "clock"].includes(name) ? [[name, note]] : [],
  );
  expect(notes).toEqual([
    ["isolation", reason],
    ["order", "as for isolation"],
    ["clock", "as for isolation"],
  ]);
});

test("of several reasons above the one that is meant is named", () => {
  const { guarantees } = verdictOn({
    tallies: {
      isolation: unknown("nothing came"),
      completeness: unknown("80 things seem to be missing"),
      order: unknown("nothing came"),
    },
  });
  const notes = rows(guarantees).flatMap(({ name, note }) => (name === "order" ? [note] : []));
  expect(notes).toEqual(["as for isolation"]);
});
