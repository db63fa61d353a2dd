import { expect, test } from "vitest";
import { createBarrier } from "./barrier.ts";

test("nobody goes on before all have come, and then each stage opens once", () => {
  const opened: string[] = [];
  const barrier = createBarrier<string>(2, (stage) => opened.push(stage));
  barrier.arrive(0, "connected");
  expect(opened).toEqual([]);
  barrier.arrive(1, "connected");
  barrier.arrive(1, "lingering");
  barrier.arrive(1, "connected");
  barrier.arrive(0, "lingering");
  expect(opened).toEqual(["connected", "lingering"]);
});

test("who is gone is not waited for", () => {
  const opened: string[] = [];
  const barrier = createBarrier<string>(3, (stage) => opened.push(stage));
  barrier.arrive(0, "connected");
  barrier.leave(1);
  expect(opened).toEqual([]);
  barrier.arrive(2, "connected");
  expect(opened).toEqual(["connected"]);
  barrier.leave(2);
  barrier.arrive(0, "lingering");
  expect(opened).toEqual(["connected", "lingering"]);
});

test("who came and left stands for nobody else", () => {
  const opened: string[] = [];
  const barrier = createBarrier<string>(3, (stage) => opened.push(stage));
  barrier.arrive(0, "connected");
  barrier.leave(0);
  barrier.arrive(1, "connected");
  expect(opened).toEqual([]);
  barrier.arrive(2, "connected");
  expect(opened).toEqual(["connected"]);
});
