import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { holdRoom } from "./hold-room.ts";

test("what holds the room has no name, so that nothing of it is left", () => {
  const folder = temporaryFolder();
  const room = holdRoom(folder);
  expect(readdirSync(folder)).toEqual([]);
  room.release();
  // A second time is none: the number may be another file's by now.
  room.release();
});

test("where nothing can be held, nothing is", () => {
  expect(() => holdRoom(join(temporaryFolder(), "gone")).release()).not.toThrow();
});
