import { Command, CommanderError } from "commander";
import { expect, test } from "vitest";
import { withCrowdOptions } from "./options.ts";
import { usage } from "./usage.ts";

/** What somebody reads who gave these arguments, under this environment. */
function told(args: readonly string[], variables: Readonly<Record<string, string>> = {}): string {
  const command = withCrowdOptions(
    new Command().exitOverride().configureOutput({ writeErr() {} }),
    "any",
  );
  Object.assign(process.env, variables);
  try {
    command.parse(args, { from: "user" });
  } catch (thrown) {
    if (thrown instanceof CommanderError) return usage(thrown);
    throw thrown;
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
  return "";
}

test.for([
  [["--linger", "5"], "--linger 5: add a unit, such as 5s or 5ms."],
  [["--seed", ""], '--seed "": must not be empty.'],
  [["--out", ""], '--out "": must not be empty.'],
  [["--tabs", "it's many"], "--tabs it's many: expected a whole number from 1 to 100."],
  [["--tabs", " 5"], '--tabs " 5": expected a whole number from 1 to 100.'],
  [["--tabs", "5\n"], '--tabs "5\\n": expected a whole number from 1 to 100.'],
  [["--usres", "5"], "unknown option '--usres' (Did you mean --users?)"],
] as const)("%j", ([args, sentence]) => {
  expect(told(args)).toBe(sentence);
});

test("a value of the environment is named with its variable", () => {
  expect(told([], { QUINTET_LINGER: "5" })).toBe(
    "QUINTET_LINGER=5: add a unit, such as 5s or 5ms.",
  );
});

test("what is right is taken without a word", () => {
  expect(told(["--linger", "5s", "--tabs", "2", "--seed", "s"])).toBe("");
});
