import { expect, test } from "vitest";
import { loginAnswer } from "./login-answer.ts";
import type { Heard } from "./rehearse.ts";

/** Greetings, and what came once a login was sent. */
function heard(before: readonly object[], since: readonly object[]): readonly Heard[] {
  const all = [
    ...before.map((one) => [false, one] as const),
    ...since.map((one) => [true, one] as const),
  ];
  return all.map(([loggedIn, one]) => ({
    after: 0,
    at: 0,
    text: JSON.stringify(one),
    binary: false,
    messages: [],
    loggedIn,
  }));
}

test("an answer is what came since, and had not come before", () => {
  expect(loginAnswer(heard([{ type: "hello" }], [{ type: "ready" }]), "type")).toEqual({
    path: "type",
    type: "ready",
    refuses: false,
  });
  expect(loginAnswer(heard([{ type: "info" }], [{ type: "info" }]), "type")).toBeNull();
  expect(loginAnswer(heard([{ type: "hello" }], []), "type")).toBeNull();
});

test("it may have its type elsewhere, and a sign of life is none", () => {
  const both = [{ type: "ping" }, { op: "auth_ok" }];
  expect(loginAnswer(heard([], both), "type")).toEqual({
    path: "op",
    type: "auth_ok",
    refuses: false,
  });
  expect(loginAnswer(heard([], [{ ok: true }]), "type")).toBeNull();
});

test.for([{ type: "auth_error" }, { type: "auth", ok: false }, { type: "auth", error: "no" }])(
  "a refusal is told from it: %j",
  (answer) => {
    expect(loginAnswer(heard([], [answer]), null)?.refuses).toBe(true);
  },
);
