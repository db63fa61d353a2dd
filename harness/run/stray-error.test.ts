import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { strayError } from "./stray-error.ts";

function thrownAt(...frames: readonly string[]): Error {
  const error = new Error("gone");
  error.stack = ["Error: gone", ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

const OURS = `push (${new URL("../crowd/crowd.ts", import.meta.url).href}:7:3)`;
const CONFIG = "Timeout._onTimeout (file:///home/amy/quintet.config.ts:9:11)";
const NODE = "listOnTimeout (node:internal/timers:585:17)";
const PACKAGE = "emit (/home/amy/node_modules/a-client/index.js:3:1)";

test.for([
  ["the config's timer", [CONFIG, NODE], "bad-config"],
  ["what the config asked of a package", [NODE, PACKAGE, CONFIG, OURS], "bad-config"],
  ["our own, called by the config", [OURS, CONFIG], "defect"],
  ["a package that we called", [PACKAGE, OURS], "defect"],
  ["nobody's that can be told", [NODE], "defect"],
] as const)("whose it is: %s", ([, frames, code]) => {
  const error = strayError(thrownAt(...frames));
  expect(error).toMatchObject({ code, message: expect.stringMatching(/Error: gone$/) });
});

test("what has no stack, or is an error of the harness already", () => {
  expect(strayError("gone")).toMatchObject({ code: "defect", message: "gone" });
  const known = new HarnessError("disk-full", "It is full.");
  expect(strayError(known)).toBe(known);
});
