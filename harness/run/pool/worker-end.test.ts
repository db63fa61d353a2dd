import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { whenEnded } from "./worker-end.ts";

/** A process that does what it is told, and what was heard of it. */
function watched(connected: boolean, patience?: number) {
  const child = Object.assign(new EventEmitter(), { connected });
  const heard: string[] = [];
  child.on("message", (word: string) => heard.push(word));
  whenEnded(child as never, (how) => void heard.push(how), patience);
  return { child, heard };
}

test("a last word that comes after the end is read before it", () => {
  const { child, heard } = watched(true);
  child.emit("exit", 1, null);
  expect(heard).toEqual([]);
  child.emit("message", "done");
  child.emit("disconnect");
  expect(heard).toEqual(["done", "exit code 1"]);
});

test("who has nothing more to say has ended at once", () => {
  const { child, heard } = watched(false);
  child.emit("exit", null, "SIGKILL");
  expect(heard).toEqual(["SIGKILL"]);
});

test("a channel that never closes is not waited for without end", async () => {
  const child = Object.assign(new EventEmitter(), { connected: true });
  whenEnded(child as never, (how) => void child.emit("told", how), 1);
  child.emit("exit", 0, null);
  // The wait itself keeps no process alive.
  const alive = setInterval(() => {}, 1_000);
  expect(await once(child, "told")).toEqual(["exit code 0"]);
  clearInterval(alive);
});
