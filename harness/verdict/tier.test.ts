import { expect, test } from "vitest";
import {
  one,
  oneOf,
  optional,
  others,
  repeat,
  sequence,
  spans,
  type Grammar,
} from "../contract/grammar.ts";
import type { Provisions } from "../history/header.ts";
import { GUARANTEE_NAMES } from "./guarantee.ts";
import { tierFor, tierOf } from "./tier.ts";
import { header } from "./testing.ts";

function tier(grammar: Grammar, provides: Partial<Provisions> = {}) {
  const all = { seq: "always", eventId: "always", user: "always" } as const;
  return tierOf({
    contract: { ...header.contract, grammar },
    dialect: {
      ...header.dialect,
      provides: { ...header.dialect.provides, ...all, ...provides },
    },
  });
}

const fixed = sequence(one("a"), repeat(one("b"), 2, 2), spans("tool", 1, 1), oneOf(one("c")));

test("A: one possible sequence, and seq, event id and user always said", () => {
  expect(tier(fixed)).toBe("A");
  expect(tier({ interleave: [one("a"), spans("tool", 2, 2)] })).toBe("A");
});

test("B: the sequence varies, or ids are not promised, and seq is", () => {
  expect(tier(sequence(one("a"), optional(one("b"))))).toBe("B");
  expect(tier(sequence(one("a"), others(), one("b")))).toBe("B");
  expect(tier(sequence(one("a"), spans("tool", 0, 2)))).toBe("B");
  expect(tier(oneOf(one("a"), one("b")))).toBe("B");
  expect(tier(repeat(optional(one("a")), 2, 2))).toBe("B");
  expect(tier({ interleave: [one("a"), optional(one("b"))] })).toBe("B");
  expect(tier(fixed, { eventId: "optional" })).toBe("B");
  expect(tier(fixed, { user: "never" })).toBe("B");
});

test("C: no promise of a server sequence number", () => {
  expect(tier(fixed, { seq: "optional" })).toBe("C");
});

test("only guarantees that compare with what was expected have a tier", () => {
  expect(GUARANTEE_NAMES.filter((name) => tierFor(name, "B") === "B")).toEqual([
    "isolation",
    "completeness",
    "duplication",
    "order",
    "pairing",
    "finality",
    "content",
  ]);
  expect(tierFor("connection", "A")).toBeNull();
});
