import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CANARY_LENGTH, CANARY_PREFIX, isCanary, mintCanary, readCanary } from "./canary.ts";
import { executionKey } from "./key.ts";

const KEY = executionKey("seed", "nonce");
const OTHER = executionKey("seed", "another nonce");

test("a canary tells its user and run, in any case", () => {
  fc.assert(
    fc.property(fc.nat(36 ** 5 - 1), fc.nat(36 ** 4 - 1), (user, run) => {
      const canary = mintCanary(KEY, user, run);
      expect(readCanary(KEY, canary)).toEqual({ kind: "ours", user, run });
      expect(readCanary(KEY, canary.toUpperCase())).toEqual({ kind: "ours", user, run });
    }),
  );
});

test("a canary is at most 40 characters of [a-z0-9], always as many", () => {
  const canary = mintCanary(KEY, 3, 4);
  expect(canary).toMatch(/^[a-z0-9]{34}$/);
  expect(canary.startsWith(CANARY_PREFIX)).toBe(true);
  expect(CANARY_LENGTH).toBe(34);
});

test("a canary of another execution is told as such", () => {
  expect(readCanary(KEY, mintCanary(OTHER, 3, 4))).toEqual({ kind: "other-execution" });
});

test("a forged canary is none: the MAC is of one user and run", () => {
  const amy = mintCanary(KEY, 1, 0);
  const bo = mintCanary(KEY, 2, 0);
  // Bo's ordinals under Amy's MAC, with a checksum that anybody can compute: search it.
  const body = bo.slice(0, 19) + amy.slice(19, 30);
  const forged = everyChecksum(body).find(isCanary);
  expect(forged).toBeDefined();
  expect(readCanary(KEY, forged ?? "")).toBe(null);
});

test("a damaged canary is none", () => {
  const canary = mintCanary(KEY, 1, 0);
  for (let at = 0; at < canary.length; at += 1) {
    const other = canary[at] === "0" ? "1" : "0";
    expect(readCanary(KEY, canary.slice(0, at) + other + canary.slice(at + 1))).toBe(null);
  }
  expect(readCanary(KEY, canary.slice(1))).toBe(null);
  expect(readCanary(KEY, `${canary}0`)).toBe(null);
  expect(readCanary(KEY, "")).toBe(null);
});

test("only what is in lower case has the shape, to the last character", () => {
  const canary = mintCanary(KEY, 1, 0);
  expect(isCanary(canary)).toBe(true);
  const capitals = Array.from(canary, (unit, at) => {
    return canary.slice(0, at) + unit.toUpperCase() + canary.slice(at + 1);
  });
  expect(capitals.filter(isCanary).filter((text) => text !== canary)).toEqual([]);
});

function everyChecksum(body: string): readonly string[] {
  return Array.from({ length: 36 ** 4 }, (_, n) => body + n.toString(36).padStart(4, "0"));
}
