import { hostname, userInfo } from "node:os";
import { expect, test } from "vitest";
import { environment } from "./environment.ts";
import { version } from "./version.ts";

test("the machine in a few figures", () => {
  expect(environment()).toEqual({
    quintet: version,
    node: process.versions.node,
    os: expect.stringMatching(/^\w+ \S+ \w+$/),
    cpu: expect.stringMatching(/\S/),
    cpus: expect.toSatisfy((count: number) => Number.isSafeInteger(count) && count > 0),
    memory: expect.toSatisfy((bytes: number) => Number.isSafeInteger(bytes) && bytes > 2 ** 20),
  });
});

test("neither the host nor its user is named", () => {
  const words = Object.values(environment()).flatMap((value) => String(value).split(/[^\w.-]+/));
  const names = [hostname(), userInfo().username];
  expect(words.filter((word) => names.includes(word))).toEqual([]);
});
