import { expect, test } from "vitest";
import { rows } from "./table.ts";
import { verdictOn } from "./testing.ts";

test("a reason that stands already above is not said again, whatever could not be judged by it", () => {
  const reason = "the execution failed: nobody listens";
  const unknown = { trials: 0, unknown: reason };
  const { guarantees } = verdictOn({ tallies: { isolation: unknown, order: unknown } });
  const watched = guarantees.map((one) =>
    one.name === "clock" ? { ...one, outcome: "not-judged" as const, reason } : one,
  );
  const notes = rows(watched).flatMap(({ name, note }) =>
    ["isolation", "order", "clock"].includes(name) ? [[name, note]] : [],
  );
  expect(notes).toEqual([
    ["isolation", reason],
    ["order", "as above"],
    ["clock", "as above"],
  ]);
});
