import { expect, test } from "vitest";
import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp } from "../../history/op.ts";
import { sampleHeader } from "../../history/testing.ts";
import type { Place } from "../scene/scene.ts";
import { createIdMarks, mergeMarks } from "./id-marks.ts";

const HEADER: HistoryHeader = {
  ...sampleHeader,
  slice: { index: 0, count: 2 },
  dialect: { ...sampleHeader.dialect, eventIds: "global" },
};

const OWN = { ownership: { kind: "own" }, received: null } as Place;

function marksOf(ids: readonly (string | null)[], header = HEADER, place = OWN, most?: number) {
  const marks = createIdMarks(header, most);
  for (const id of ids) marks.see({ event: { id } } as EventOp, place);
  return marks;
}

test("two parts share an id exactly when both saw it", () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `event-${at}`);
  const [one, other] = [marksOf(many.slice(0, 10_000)), marksOf(many.slice(10_000))];
  expect(mergeMarks(one.marks(), other.marks())).toMatchObject({ shared: false });
  expect(mergeMarks(one.marks(), other.marks()).marks).toHaveLength(20_000);
  expect(mergeMarks(one.marks(), marksOf(["event-77"]).marks()).shared).toBe(true);
});

test("an id that comes again to its own part is one", () => {
  expect(marksOf(["a", "b", "a"]).marks()).toHaveLength(2);
});

test("only own events with an id count, only where ids are declared global, and only in a slice", () => {
  const { slice: _slice, ...whole } = HEADER;
  const scoped = { ...HEADER, dialect: { ...HEADER.dialect, eventIds: "run" as const } };
  const foreign = { ownership: { kind: "stranger" } } as Place;
  const none = [
    marksOf([null]),
    marksOf(["a"], whole),
    marksOf(["a"], scoped),
    marksOf(["a"], HEADER, foreign),
  ];
  expect(none.map((marks) => marks.marks().length)).toEqual([0, 0, 0, 0]);
});

test("beyond the bound ids are counted and not kept", () => {
  const marks = marksOf(["a", "b", "c", "d"], HEADER, OWN, 2);
  expect([marks.marks().length, marks.beyond]).toEqual([2, 2]);
});

test("the server's own id of a run is none of an event's", () => {
  const marks = createIdMarks({
    ...HEADER,
    dialect: { ...HEADER.dialect, eventIds: "undeclared" },
  });
  marks.name("a");
  expect(marks.marks()).toHaveLength(1);
  expect(mergeMarks(marks.marks(), marksOf(["a"]).marks()).shared).toBe(false);
});
