import { expect, test } from "vitest";
import { collapse } from "./collapse.ts";
import { observed } from "./testing.ts";

test("one report stays as it is", () => {
  expect(collapse([observed()])).toEqual([observed()]);
});

test("reports of one kind on one event are one, in whatever words, with the ops of all", () => {
  expect(
    collapse([
      observed({ ops: [9, 7], message: "amy's tool_completed never came" }),
      observed({ ops: [7, 3], message: "amy's tool_completed got lost" }),
      observed({ ops: [7, 9], message: "amy's tool_completed is missing" }),
    ]),
  ).toEqual([observed({ ops: [7, 3, 9], message: "amy's tool_completed got lost (3 times)" })]);
});

test("every place that one of them touches is kept, once", () => {
  const amy = { user: "amy", run: "r1", event: "tool_completed" };
  const cid = { user: "cid", run: "r1", event: "tool_completed" };
  const run = { ...cid, event: null };
  expect(
    collapse([
      observed({ touches: [amy, cid] }),
      observed({ touches: [{ ...cid }, run] }),
      observed(),
    ]),
  ).toEqual([
    observed({ message: "amy's tool_completed never came (3 times)", touches: [amy, cid, run] }),
  ]);
});

test("another guarantee, kind, user, victim, run or event is another report", () => {
  const all = [
    observed(),
    observed({ guarantee: "order" }),
    observed({ kind: "tail" }),
    observed({ user: "bo" }),
    observed({ victim: "bo" }),
    observed({ run: "r2" }),
    observed({ event: "agent_started" }),
  ];
  expect(collapse(all)).toEqual(all);
});

test("outside any run only equal sentences are one", () => {
  const outside = observed({ run: null, event: null, message: "the welcome named bo" });
  expect(collapse([outside, { ...outside, message: "the welcome named cid" }, outside])).toEqual([
    { ...outside, message: "the welcome named bo (2 times)" },
    { ...outside, message: "the welcome named cid" },
  ]);
});

test("a thousand reports quote a hundred ops, the first ones", () => {
  const many = Array.from({ length: 1_000 }, (_, n) => observed({ ops: [n] }));
  expect(collapse(many)).toEqual([
    observed({
      ops: Array.from({ length: 100 }, (_, n) => n),
      message: "amy's tool_completed never came (1000 times)",
    }),
  ]);
});
