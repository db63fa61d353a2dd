import type { Contract, FieldRule } from "./contract.ts";
import { grammarTypes, lastTypes, mayBeEmpty, partsOf, typesAfter } from "./grammar-facts.ts";
import type { Grammar } from "./grammar.ts";
import { spanTypes } from "./span-types.ts";

const FIELD_RULES: readonly FieldRule[] = [
  "text",
  "string",
  "number",
  "boolean",
  "object",
  "array",
  "present",
];

/** The words that a term may be. They are types, but a config may be plain JavaScript. */
const TERMS = {
  fanout: ["one", "all"],
  redelivery: ["never", "after-reconnect"],
  echo: ["required", "expected", "none"],
  memory: ["none", "thread", "user"],
} as const;

const ENVELOPE: readonly string[] = ["user", "thread", "id", "seq", "timestamp"];

/** All that is wrong with a contract, each as one clause. */
export function contractProblems(contract: Contract): readonly string[] {
  return [
    ...(contract.name === "" ? ["it has no name"] : []),
    ...grammarProblems(contract.grammar, contract),
    ...spanProblems(contract),
    ...terminalProblems(contract),
    ...termProblems(contract),
  ];
}

function grammarProblems(grammar: Grammar, contract: Contract): readonly string[] {
  if ("one" in grammar) return grammar.one === "" ? ["an event type is empty"] : [];
  if ("others" in grammar) return [];
  const problems: string[] = [];
  if ("spans" in grammar && !Object.hasOwn(contract.spans, grammar.spans)) {
    problems.push(`the grammar names the span ${quoted(grammar.spans)}, which is not defined`);
  }
  if ("spans" in grammar || "repeat" in grammar) {
    const { min, max } = grammar;
    if (!isCount(min) || (max !== null && (!isCount(max) || max < min))) {
      problems.push(`${min}..${max ?? ""} is no range`);
    }
  } else if (partsOf(grammar).length === 0) {
    problems.push("the grammar has an empty part");
  }
  if ("repeat" in grammar && grammar.max === null && mayBeEmpty(grammar.repeat)) {
    problems.push("the grammar repeats without end what may be nothing");
  }
  return [...problems, ...partsOf(grammar).flatMap((part) => grammarProblems(part, contract))];
}

function spanProblems({ spans }: Contract): readonly string[] {
  const roles = new Map<string, string>();
  return Object.entries(spans).flatMap(([name, rule]) => {
    const problems = rule.id === "" ? [`the span ${quoted(name)} names no field for its id`] : [];
    for (const { span } of rule.refers ?? []) {
      if (Object.hasOwn(spans, span)) continue;
      problems.push(`the span ${quoted(name)} refers to ${quoted(span)}, which is not defined`);
    }
    if (rule.delta === null && (rule.joins !== undefined || rule.retold !== undefined)) {
      problems.push(`the span ${quoted(name)} names no field for the pieces of its text`);
    }
    for (const type of spanTypes(rule)) {
      const other = roles.get(type);
      if (type === "") problems.push(`the span ${quoted(name)} has an empty event type`);
      else if (other !== undefined) {
        problems.push(
          `${quoted(type)} has two roles in the spans ${quoted(other)}, ${quoted(name)}`,
        );
      }
      roles.set(type, name);
    }
    return problems;
  });
}

function terminalProblems(contract: Contract): readonly string[] {
  const { grammar, spans, terminal, broadcasts } = contract;
  const types = new Set(grammarTypes(grammar, spans));
  const last = new Set(lastTypes(grammar, spans));
  const ends = [...terminal.success, ...terminal.error];
  const late = typesAfter(terminal.success, grammar, spans);
  return [
    ...(terminal.success.length === 0 ? ["no terminal event is named"] : []),
    ...terminal.success
      .filter((type) => !types.has(type))
      .map((type) => `the terminal event ${quoted(type)} is not in the grammar`),
    ...[...last]
      .filter((type) => !ends.includes(type))
      .map((type) => `a run may end with ${quoted(type)}, which is no terminal event`),
    ...(mayBeEmpty(grammar) ? ["the grammar allows a run without events"] : []),
    ...terminal.error
      .filter((type) => types.has(type) && !late.includes(type))
      .map(
        (type) => `the error event ${quoted(type)} may not stand in the grammar, but after its end`,
      ),
    ...broadcasts
      .filter((type) => types.has(type) || terminal.error.includes(type))
      .map((type) => `${quoted(type)} cannot be both an event of a run and a broadcast`),
  ];
}

function termProblems(contract: Contract): readonly string[] {
  const { maxErrored, envelope, fields } = contract;
  const words = Object.entries(TERMS).flatMap(([name, allowed]) => {
    const word: string = contract[name as keyof typeof TERMS];
    if ((allowed as readonly string[]).includes(word)) return [];
    return [`${name}: ${quoted(word)} is none of ${allowed.join(", ")}`];
  });
  const rules = Object.entries(fields).flatMap(([type, byField]) =>
    Object.entries(byField)
      .filter(([, rule]) => !FIELD_RULES.includes(rule))
      .map(([field, rule]) => `fields.${type}.${field}: ${quoted(rule)} is no rule`),
  );
  const named = envelope.filter((field) => !ENVELOPE.includes(field));
  return [
    ...words,
    ...rules,
    ...named.map((field) => `envelope: ${quoted(field)} is none of ${ENVELOPE.join(", ")}`),
    ...(maxErrored >= 0 && maxErrored <= 1 ? [] : [`maxErrored: ${maxErrored} is not in 0 to 1`]),
  ];
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function quoted(text: unknown): string {
  return JSON.stringify(text) ?? String(text);
}
