import * as v from "valibot";
import { HarnessError } from "../errors/harness-error.ts";
import type { Config } from "./config.ts";
import { configSchema } from "./config-schema.ts";

/** @throws HarnessError `bad-config` that names every key in the wrong, and repeats none of its texts */
export function checkConfig(config: unknown): asserts config is Config {
  const result = v.safeParse(configSchema, config);
  if (result.success) return;
  const problems = result.issues.map(
    (issue) => `  ${v.getDotPath(issue) ?? "config"}: ${inWords(issue)}`,
  );
  throw new HarnessError("bad-config", `The config does not fit:\n${problems.join("\n")}`);
}

/** The library's own words repeat what was given, and that may be a token. */
function inWords({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (!message.startsWith("Invalid ")) return message;
  if (expected === "never") return "there is no such key";
  if (received === "undefined") return "is missing";
  return `expected ${expected}, and got ${received.startsWith('"') ? "a text" : received}`;
}
