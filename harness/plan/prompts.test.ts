import { expect, test } from "vitest";
import { nastyPrompts, plainPrompts } from "./prompts.ts";

const PERSONA = { name: "Zoë", locale: "de" };

test("the canary stands at the head of every prompt and at its end", () => {
  for (const write of [plainPrompts("s", 0), nastyPrompts("s", 0, PERSONA)]) {
    for (let run = 0; run < 40; run += 1) {
      const prompt = write("qx7zk");
      expect([prompt.startsWith("qx7zk "), prompt.endsWith(" qx7zk")]).toEqual([true, true]);
    }
  }
});

test("plain prompts are short printable ASCII and ask for the marker", () => {
  const write = plainPrompts("s", 0);
  const prompts = Array.from({ length: 40 }, () => write("qx7zk"));
  expect(prompts.filter((prompt) => !/^[ -~]{1,250}$/.test(prompt))).toEqual([]);
  expect(prompts.every((prompt) => prompt.includes("repeat the marker"))).toBe(true);
});

test("nasty prompts bring emoji, right-to-left, quotes, control characters and 4 KB", () => {
  const write = nastyPrompts("s", 0, PERSONA);
  const all = Array.from({ length: 80 }, () => write("qx7zk"));
  const some = (pattern: RegExp) => all.some((prompt) => pattern.test(prompt));
  expect([
    some(/\p{Extended_Pictographic}/u),
    some(/\p{Script=Hebrew}/u),
    some(/"[^"]*"\s\\/),
    some(/\p{Cc}/u),
    all.some((prompt) => prompt.length > 4_096),
  ]).toEqual([true, true, true, true, true]);
});

test("every nasty prompt survives UTF-8 and JSON", () => {
  const write = nastyPrompts("s", 0, PERSONA);
  for (let run = 0; run < 80; run += 1) {
    const prompt = write("qx7zk");
    const bytes = new TextEncoder().encode(JSON.stringify(prompt));
    expect(JSON.parse(new TextDecoder().decode(bytes))).toBe(prompt);
  }
});
