import { expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";
import { observed } from "./testing.ts";

test("the same fault has the same fingerprint at another user, in another run and execution", () => {
  expect(fingerprint(observed({ user: "bo", run: "r9", ops: [1, 2], message: "else" }))).toBe(
    fingerprint(observed()),
  );
});

test("another guarantee, kind or event type is another fault", () => {
  const all = [
    observed(),
    observed({ guarantee: "order" }),
    observed({ kind: "tail" }),
    observed({ event: "agent_started" }),
    observed({ event: null }),
    observed({ event: "null" }),
  ].map(fingerprint);
  expect(new Set(all).size).toBe(6);
});

test("it is twelve hex digits, and no list in a name runs into the next", () => {
  expect(fingerprint(observed())).toMatch(/^[0-9a-f]{12}$/);
  expect(fingerprint(observed({ kind: "a", event: "b" }))).not.toBe(
    fingerprint(observed({ kind: 'a","b', event: null })),
  );
});
