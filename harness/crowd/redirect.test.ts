import { expect, test } from "vitest";
import { redirectOf } from "./redirect.ts";

const FROM = "ws://agent.example.com/ws?token=s3cret";

test.for<[number, string | undefined, string | undefined]>([
  [301, "https://agent.example.com/ws", "https://agent.example.com"],
  [302, "https://login.example.com/?back=%2Fws&token=s3cret", "https://login.example.com"],
  [302, "https://me:s3cret@login.example.com:8443/s3cret", "https://login.example.com:8443"],
  [307, "/ws/?token=s3cret", "the same path with a slash at its end"],
  [307, "http://agent.example.com/ws/", "the same path with a slash at its end"],
  [308, "/agents/s3cret", "another path there"],
  [308, "wss://agent.example.com/ws", "wss://agent.example.com"],
  [302, "//Other.Example.com/s3cret", "http://Other.Example.com"],
  [302, `https://${"x".repeat(300)}.example.com/`, `https://${"x".repeat(192)}`],
  [302, "http://[", "an address that is none"],
  [302, undefined, undefined],
  [200, "/ws/", undefined],
])("%i to %s is told as: %s", ([statusCode, location, words]) => {
  const headers = location === undefined ? {} : { location };
  expect(redirectOf({ statusCode, headers }, FROM)).toBe(words);
});
