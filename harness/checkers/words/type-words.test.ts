import { expect, test } from "vitest";
import { typeWords } from "./type-words.ts";

test("a plain event type stands as it is, anything a server made up is quoted", () => {
  const long = "x".repeat(60);
  expect(["run.step-1:done_2", long].map(typeWords)).toEqual(["run.step-1:done_2", long]);
  for (const odd of ["", "two words", " lead", "trail ", "a\n", `${long}x`]) {
    expect(typeWords(odd)).not.toBe(odd);
  }
});
