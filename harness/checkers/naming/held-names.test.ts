import { expect, test } from "vitest";
import { createHeldNames } from "./held-names.ts";

test("a user holds the names that came to him before a moment, and not those whose events have left", () => {
  const held = createHeldNames();
  held.enter(1, "amy", "srv-1");
  held.enter(2, "bo", "srv-3");
  held.enter(3, "amy", "srv-2");
  held.enter(4, "amy", "srv-1");
  expect(held.namesOf("amy", Infinity)).toEqual(["srv-1", "srv-2"]);
  expect(held.namesOf("amy", 3)).toEqual(["srv-1"]);
  held.leave(1);
  expect(held.namesOf("amy", 4)).toEqual(["srv-2"]);
  held.leave(3);
  held.leave(4);
  expect(held.namesOf("amy", Infinity)).toEqual([]);
});

test("everybody holds a name to whom an event under it came, until the last has left", () => {
  const held = createHeldNames();
  held.enter(1, "amy", "srv-1");
  held.enter(2, "bo", "srv-1");
  held.enter(3, "bo", "srv-1");
  expect(held.holders("srv-1")).toEqual(["amy", "bo"]);
  held.leave(2);
  expect(held.holders("srv-1")).toEqual(["amy", "bo"]);
  held.leave(3);
  held.leave(7);
  expect(held.holders("srv-1")).toEqual(["amy"]);
});
