import { expect, test } from "vitest";
import { createBarrier } from "./barrier.ts";

test("nobody goes on before all have come, and then each stage opens once", () => {
  const opened: string[] = [];
  const barrier = createBarrier<string>(2, (stage) => opened.push(stage));
  barrier.arrive("connected");
  expect(opened).toEqual([]);
  barrier.arrive("connected");
  barrier.arrive("lingering");
  barrier.arrive("connected");
  barrier.arrive("lingering");
  expect(opened).toEqual(["connected", "lingering"]);
});

test("who is gone is not waited for", () => {
  const opened: string[] = [];
  const barrier = createBarrier<string>(3, (stage) => opened.push(stage));
  barrier.arrive("connected");
  barrier.leave();
  expect(opened).toEqual([]);
  barrier.arrive("connected");
  expect(opened).toEqual(["connected"]);
  barrier.leave();
  barrier.arrive("lingering");
  expect(opened).toEqual(["connected", "lingering"]);
});
