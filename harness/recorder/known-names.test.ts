import { expect, test } from "vitest";
import { createKnownNames } from "./known-names.ts";

const RUN = { run: "r1", thread: "t1", user: "amy" };

test("names that repeat those of the send are the very same object, again and again", () => {
  const names = createKnownNames();
  names.expect(3, RUN);
  const first = names.recall(3, { ...RUN });
  expect(first).toEqual(RUN);
  expect(names.recall(3, { ...RUN })).toBe(first);
});

test("what differs is kept as it came, and nothing is taken from another connection", () => {
  const names = createKnownNames();
  names.expect(0, RUN);
  for (const other of [
    { run: "r2", thread: "t1", user: "amy" },
    { run: "r1", thread: null, user: "amy" },
    { run: null, thread: "t1", user: "bo" },
  ]) {
    expect(names.recall(0, other)).toEqual(other);
  }
  expect(names.recall(1, { run: null, thread: null, user: null })).toEqual({
    run: null,
    thread: null,
    user: null,
  });
});
