import * as fc from "fast-check";
import { expect, test } from "vitest";
import { executionKey } from "./key.ts";
import { claimOf, type IdKind, mintId, readId } from "./run-id.ts";

const KEY = executionKey("seed", "nonce");
const OTHER = executionKey("seed", "another nonce");
const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("an id is a version 4 UUID that tells kind, user and run, in any case", () => {
  const kinds = fc.constantFrom<IdKind>("run", "thread", "request");
  fc.assert(
    fc.property(kinds, fc.nat(2 ** 28 - 1), fc.nat(2 ** 20 - 1), (kind, user, run) => {
      const id = mintId(KEY, kind, user, run);
      expect(id).toMatch(UUID_4);
      expect(readId(KEY, id)).toEqual({ kind, user, run });
      expect(readId(KEY, id.toUpperCase())).toEqual({ kind, user, run });
    }),
  );
});

test("an id of another execution is not ours", () => {
  expect(readId(KEY, mintId(OTHER, "run", 1, 2))).toBe(null);
});

test("an id with one changed digit is not ours", () => {
  const id = mintId(KEY, "run", 1, 2);
  for (let at = 0; at < id.length; at += 1) {
    const other = id[at] === "9" ? "8" : "9";
    expect(readId(KEY, id.slice(0, at) + other + id.slice(at + 1))).toBe(null);
  }
});

test("what has not the shape of an id claims nothing, wherever the flaw is", () => {
  const id = mintId(KEY, "run", 1, 2);
  expect(claimOf(KEY, id)).toEqual({ kind: "run", user: 1, run: 2 });
  for (let at = 0; at < id.length; at += 1) {
    for (const flaw of ["g", "G", "/", ":", "`", "-", "\0", "\u0161"]) {
      if (flaw === id[at]) continue;
      expect(claimOf(KEY, id.slice(0, at) + flaw + id.slice(at + 1))).toBe(null);
    }
  }
  expect(claimOf(KEY, id.replace("-4", "-5"))).toBe(null);
  expect(claimOf(KEY, `${id.slice(0, 19)}c${id.slice(20)}`)).toBe(null);
});

test("what is no UUID is not ours", () => {
  expect(["", "amy", "../../etc", "0".repeat(36)].map((text) => readId(KEY, text))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test("an id with something before or behind it is not ours", () => {
  const id = mintId(KEY, "run", 1, 2);
  for (const longer of [`0${id}`, `${id}0`, ` ${id}`, `${id}\n`, `run:${id}`]) {
    expect(readId(KEY, longer)).toBe(null);
  }
});
