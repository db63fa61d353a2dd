import { expect, test } from "vitest";
import { executionKey } from "./key.ts";

test("the key depends on the seed and on the nonce, and on nothing else", () => {
  const keys = [
    executionKey("seed", "nonce"),
    executionKey("seed", "nonce2"),
    executionKey("seed2", "nonce"),
  ];
  expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
  expect(new Set(keys).size).toBe(3);
  expect(executionKey("seed", "nonce")).toBe(keys[0]);
});
