import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { DEVELOPMENT_SECRET, devSecretAllowed, signingSecret } from "./secret.ts";

test.each([
  ["ws://localhost:3000/ws", true],
  ["ws://api.localhost/ws", true],
  ["ws://127.0.0.1:1/", true],
  ["ws://127.8.9.10/", true],
  ["wss://[::1]:8080/ws", true],
  ["ws://localhost.example.com/", false],
  ["ws://127.0.0.1.example.com/", false],
  ["ws://user@staging.example.com/?host=localhost", false],
  ["ws://10.0.0.1/", false],
  ["ws://[::2]/", false],
  ["not a url", false],
])("the development secret towards %s: %s", (url, allowed) => {
  expect(devSecretAllowed(url)).toBe(allowed);
});

test("a secret that was given wins; the default needs loopback or a container of our own", () => {
  const far = "wss://staging.example.com/ws?token=x";
  expect(signingSecret({ given: "mine", url: far, own: false })).toBe("mine");
  expect(signingSecret({ given: undefined, url: far, own: true })).toBe(DEVELOPMENT_SECRET);
  expect(signingSecret({ given: "", url: "ws://127.0.0.1:1", own: false })).toBe(
    DEVELOPMENT_SECRET,
  );
  expect(() => signingSecret({ given: "", url: far, own: false })).toThrow(
    new HarnessError("no-accounts", "There are no accounts for staging.example.com."),
  );
});

test.for([
  ["ws://0.0.0.0:8000/ws", "A server that listens at 0.0.0.0 is reached at 127.0.0.1: name that."],
  ["ws://[::]:8000/ws", "A server that listens at [::] is reached at [::1]: name that."],
] as const)(
  "%s is where a server listens, and the hint says where it is reached",
  ([url, hint]) => {
    const ask = () => signingSecret({ given: undefined, url, own: false });
    expect(ask).toThrow(expect.objectContaining({ code: "no-accounts", hint }));
  },
);
