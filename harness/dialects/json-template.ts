import { HarnessError } from "../errors/harness-error.ts";

/** JSON in which texts hold `{prompt}`, `{run}`, `{thread}` or `{user}`: a message as data, for configs without code. */
export type Template = Readonly<Record<string, unknown>> | readonly unknown[];

const START = '{"op":"chat","msg":"{prompt}","id":"{run}"}';
const LOGIN = '{"op":"auth","token":"{token}"}';
const HOLE = /\{(\w+)\}/g;

/**
 * A function that fills the holes of a template. What is not a known word in braces stays as it is.
 *
 * @throws HarnessError `bad-config` when a demanded hole is not there: every run would ask the same
 */
export function compileTemplate(
  template: Template,
  demanded: readonly ("prompt" | "token")[] = [],
): (values: Readonly<Record<string, string>>) => unknown {
  const text = JSON.stringify(template);
  const missing = demanded.filter((name) => !text.includes(`{${name}}`));
  if (missing.length > 0) {
    const names = missing.map((name) => `{${name}}`).join(" and ");
    const login = demanded.includes("token");
    throw new HarnessError(
      "bad-config",
      `The message to ${login ? "log in" : "start a run"} holds no ${names}: ${text}`,
      { hint: `Say where they go, such as ${login ? LOGIN : START}.` },
    );
  }
  return (values) => fill(template, values);
}

function fill(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") {
    return value.replace(HOLE, (hole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? hole) : hole,
    );
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fill(inner, values)]),
  );
}
