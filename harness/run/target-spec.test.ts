import { expect, test } from "vitest";
import { checkTarget } from "./target-spec.ts";

test("an address of the transport is one", () => {
  for (const url of ["ws://127.0.0.1:{port}/ws", "wss://example.com/ws?token=t0p"]) {
    expect(() => checkTarget({ url })).not.toThrow();
  }
  expect(() => checkTarget({ url: "https://example.com/runs" }, "sse")).not.toThrow();
});

test.for([
  [
    "is not a URL",
    "wss//me:s3cret@example.com/ws?token=s3cret",
    '"wss//example.com/ws" is not a URL.',
  ],
  [
    "is of another protocol",
    "https://me:s3cret@example.com/ws?token=s3cret",
    '"https://example.com/ws" is not a ws:// or wss:// address.',
  ],
  [
    "has a fragment",
    "wss://s3cret@example.com/ws?token=s3cret#top",
    '"wss://example.com/ws" has a fragment (#…), which WebSocket forbids.',
  ],
] as const)("what %s is refused, and shown without credentials and query", ([, url, message]) => {
  expect(() => checkTarget({ url })).toThrow(
    expect.objectContaining({ code: "bad-url", message }) as Error,
  );
});

test("whoever gives an address of HTTP reads how event streams are judged", () => {
  const hint = expect.stringContaining("quintet init --url") as string;
  expect(() => checkTarget({ url: "http://127.0.0.1:9/" })).toThrow(
    expect.objectContaining({ code: "bad-url", hint }) as Error,
  );
});
