import { expect, test } from "vitest";
import { createVeil } from "./veil.ts";

const SECRET = "pl+nted/secret==";

test.for([
  ["as it is", SECRET],
  ["percent-encoded", encodeURIComponent(SECRET)],
])("a known secret is hidden %s", ([, text]) => {
  expect(createVeil([SECRET]).hide(`a ${text} b`)).toBe("a [secret] b");
});

test.for([0, 1, 2])("and in base64 after %i bytes", (before) => {
  const text = Buffer.from(`${"-".repeat(before)}${SECRET}`).toString("base64");
  expect(createVeil([SECRET]).hide(text)).toContain("[secret]");
});

test("what it learns later is hidden from then on; a JWT is, known or not", () => {
  const veil = createVeil();
  expect(veil.hide("one planted-0815")).toBe("one planted-0815");
  veil.add(["planted-0815"]);
  expect(veil.hide("one planted-0815")).toBe("one [secret]");
  expect(veil.hide("eyJhbGciOiJIUzI1NiJ9.e30.c2ln")).toBe("[jwt]");
});

test("a key of several lines is hidden line by line, a short word only from six characters on", () => {
  const veil = createVeil(["-----KEY-----\nabcdef\nxyz", "hunter2"]);
  expect(veil.hide("abcdef")).toBe("[secret]");
  expect(veil.hide("hunter2 xyz")).toBe("[secret] xyz");
});

test("of two, the longer one goes whole", () => {
  expect(createVeil(["planted1", "planted1-and-more"]).hide("planted1-and-more")).toBe("[secret]");
});
