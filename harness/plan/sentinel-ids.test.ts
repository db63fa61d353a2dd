import { expect, test } from "vitest";
import { sentinelIds } from "./sentinel-ids.ts";

test("each sentinel nearly collides with a user: other case, one more, prefix", () => {
  expect(sentinelIds(["amy-0000", "bo-0001", "cy-0002"], 3)).toEqual([
    "AMY-0000",
    "bo-00010",
    "cy-000",
  ]);
});

test("more sentinels than near collisions are still unique", () => {
  const ids = sentinelIds(["amy-0000"], 5);
  expect(ids).toEqual(["AMY-0000", "amy-00000", "amy-000", "amy-000003", "amy-000004"]);
});

test("without users there are idle names", () => {
  expect(sentinelIds([], 2)).toEqual(["IDLE", "idle0"]);
});
