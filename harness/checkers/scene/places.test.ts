import { expect, test } from "vitest";
import type { Step } from "../../contract/align.ts";
import { told } from "../testing/judging.ts";
import { placesOf } from "./places.ts";
import type { Received } from "./scene.ts";

/** Events of these types, on the ops from 10 on. */
function eventsOf(types: readonly string[]): readonly Received[] {
  const op = told("amy: started").ops.find((one) => one.type === "event");
  if (op?.type !== "event") throw new Error("a story without an event");
  return types.map((type, at) => ({
    op: { ...op, index: 10 + at, event: { ...op.event, type } },
    copyOf: null,
    copyKind: null,
    mark: null,
  }));
}

/** Words: `a` fits, `+a` is too many, `-a` is missing. */
function places(text: string): readonly (number | undefined)[] {
  const words = text.split(" ");
  const types = words.filter((word) => !word.startsWith("-")).map((word) => word.replace("+", ""));
  let at = -1;
  const steps = words.map((word): Step => {
    if (word.startsWith("-")) return { kind: "missing", type: word.slice(1) };
    at += 1;
    return { kind: word.startsWith("+") ? "extra" : "match", at };
  });
  return Array.from(words, (_, nth) => placesOf(steps, eventsOf(types))[nth]);
}

const NONE = undefined;

test.for([
  ["one missing", "a -b c", [NONE, NONE, NONE]],
  ["two neighbours missing", "a -b -c d", [NONE, 10, 10, NONE]],
  ["the first two missing", "-a -b c", [-1, -1, NONE]],
  ["missing at two places", "a -b c -d e", [NONE, NONE, NONE, NONE, NONE]],
  ["one in the place of another", "a -b +c d", [NONE, 10, 10, NONE]],
  ["one in the place of another, beside its like", "a -b c +c d", [NONE, 10, 10, 10, NONE]],
  ["one too many elsewhere", "a -b c +d e", [NONE, NONE, NONE, NONE, NONE]],
  ["too many alone", "a +b +b c", [NONE, NONE, NONE, NONE]],
] as const)("%s", ([, text, expected]) => {
  expect(places(text)).toEqual(expected);
});
