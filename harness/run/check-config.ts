import * as v from "valibot";
import { HarnessError } from "../errors/harness-error.ts";
import type { Config } from "./config.ts";
import { configSchema } from "./config-schema.ts";
import { contractOf, dialectOf } from "./from-data.ts";

/** Parts of a config in which no secret can stand: their texts are repeated. */
const PLAIN: ReadonlySet<unknown> = new Set([
  "crowd",
  "workers",
  "claims",
  "thresholds",
  "waivers",
  "seed",
  "patience",
  "linger",
  "timeout",
  "keep",
]);

const LONGEST = 60;

/** @throws HarnessError `bad-config` that names every key in the wrong, what it holds, and what is allowed */
export function checkConfig(config: unknown): asserts config is Config {
  const { success, issues = [] } = v.safeParse(configSchema, config);
  const problems = [
    ...issues.map((issue) => `${v.getDotPath(issue) ?? "config"}: ${inWords(issue)}`),
    ...unmade(config, new Set(issues.map(({ path }) => path?.[0].key))),
  ];
  if (success && problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`);
  throw new HarnessError("bad-config", `The config does not fit:\n${lines.join("\n")}`);
}

/** What is wrong with a dialect and a contract that are data, and that nothing was said of yet. */
function unmade(config: unknown, told: ReadonlySet<unknown>): readonly string[] {
  const parts = { dialect: dialectOf, contract: contractOf };
  return Object.entries(parts).flatMap(([part, make]) => {
    if (told.has(part) || typeof config !== "object" || config === null) return [];
    try {
      make(config);
      return [];
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      return [message.replace(/^The config does not fit: /, "")];
    }
  });
}

/** The library's own words repeat what was given, and that may be a token. */
function inWords(issue: v.BaseIssue<unknown>): string {
  const { message, expected, received } = issue;
  if (received === "undefined") return "is missing";
  if (message.startsWith("there is no such key")) return message;
  const ours = !message.startsWith("Invalid ");
  // "An object" says nothing where an object is what was wanted.
  if (ours && typeof issue.input === "object") return message;
  return `${ours ? message : `expected ${expected}`}, and got ${given(issue)}`;
}

function given({ input, path }: v.BaseIssue<unknown>): string {
  if (typeof input === "string") {
    const repeated = PLAIN.has(path?.[0].key) || path?.[0].key === "dialect";
    return repeated && input.length <= LONGEST ? JSON.stringify(input) : "a text";
  }
  if (typeof input === "function") return "code";
  if (Array.isArray(input)) return "a list";
  return typeof input === "object" && input !== null ? "an object" : String(input);
}
