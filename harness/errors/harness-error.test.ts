import { describe, expect, test } from "vitest";
import { ERRORS } from "./codes.ts";
import { asHarnessError, HarnessError } from "./harness-error.ts";

describe("a HarnessError", () => {
  test("carries its code, its message and the hint of its code", () => {
    const error = new HarnessError("dns", "staging.example.com does not resolve.");
    expect(error).toBeInstanceOf(Error);
    const { name, code, hint, message } = error;
    expect({ name, code, hint, message }).toEqual({
      name: "HarnessError",
      code: "dns",
      hint: ERRORS.dns.hint,
      message: "staging.example.com does not resolve.",
    });
    expect(error).not.toHaveProperty("cause");
  });

  test("may have a hint that knows more, and a cause", () => {
    const cause = new Error("ENOTFOUND");
    const error = new HarnessError("dns", "No.", { cause, hint: "Start the VPN." });
    expect(error.hint).toBe("Start the VPN.");
    expect(error.cause).toBe(cause);
  });
});

describe("anything thrown", () => {
  test("that is a HarnessError stays itself", () => {
    const error = new HarnessError("tls", "No.");
    expect(asHarnessError(error)).toBe(error);
  });

  test.each([
    [new TypeError("x is not a function"), "TypeError: x is not a function"],
    ["a text", "a text"],
    [undefined, "undefined"],
    [null, "null"],
    [Symbol("odd"), "Symbol(odd)"],
    [{ code: 7, text: "x" }, "an object was thrown, with the keys: code, text"],
  ])("that is not one is a defect of ours: %s", (thrown, message) => {
    const error = asHarnessError(thrown);
    expect(error).toMatchObject({ name: "HarnessError", code: "defect", message });
    expect(error.cause).toBe(thrown === undefined ? undefined : thrown);
  });

  test("is never thrown again on the way: not even what has no text", () => {
    expect(asHarnessError(Object.create(null))).toMatchObject({ code: "defect" });
  });
});
