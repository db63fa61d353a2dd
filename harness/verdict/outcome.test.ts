import { expect, test } from "vitest";
import { worst } from "./outcome.ts";

test("fail is worse than unknown, and unknown worse than pass", () => {
  expect(worst(["pass", "unknown", "fail", "pass"])).toBe("fail");
  expect(worst(["pass", "unknown", "pass"])).toBe("unknown");
  expect(worst(["pass", "pass"])).toBe("pass");
});

test("nothing judged is unknown", () => {
  expect(worst([])).toBe("unknown");
});
