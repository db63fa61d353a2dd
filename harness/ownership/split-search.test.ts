import { expect, test } from "vitest";
import { CANARY_LENGTH, mintCanary } from "./canary.ts";
import { executionKey } from "./key.ts";
import { createSplitSearch } from "./split-search.ts";

const AMY = mintCanary(executionKey("seed", "nonce"), 1, 0);

test("finds a canary across every joint of two parts", () => {
  for (let at = 1; at < CANARY_LENGTH; at += 1) {
    const split = createSplitSearch();
    expect(split.push("call", `so: ${AMY.slice(0, at)}`)).toEqual([]);
    expect(split.push("call", `${AMY.slice(at)}, she said`)).toEqual([AMY]);
  }
});

test("finds a canary that comes letter by letter, once", () => {
  const split = createSplitSearch();
  const parts = Array.from(`the word ${AMY.toUpperCase()} and more words`);
  expect(parts.flatMap((part) => split.push("call", part))).toEqual([AMY]);
});

test("does not join different texts, nor a text that is over", () => {
  const split = createSplitSearch();
  expect(split.push("one", AMY.slice(0, 10))).toEqual([]);
  expect(split.push("two", AMY.slice(10))).toEqual([]);
  split.forget("one");
  expect(split.push("one", AMY.slice(10))).toEqual([]);
});

test("finds a canary in hex across every joint of two parts", () => {
  const hex = Buffer.from(AMY).toString("hex");
  for (let at = 1; at < hex.length; at += 1) {
    const split = createSplitSearch();
    expect(split.push("call", hex.slice(0, at))).toEqual([]);
    expect(split.push("call", hex.slice(at))).toEqual([AMY]);
  }
});

test("finds a canary again that comes again, since it keeps no more than a joint can need", () => {
  const split = createSplitSearch();
  const parts = [AMY, "x".repeat(2 * CANARY_LENGTH), AMY];
  expect(parts.map((part) => split.push("call", part))).toEqual([[AMY], [], [AMY]]);
});
