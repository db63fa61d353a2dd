import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { FieldRule } from "../../contract/contract.ts";
import { excerpt } from "../words/excerpt.ts";

/** What is wrong with a payload. */
export interface PayloadFault {
  readonly kind: "empty-text" | "missing-field" | "wrong-type" | "schema";
  /** The field; for a schema the dotted path of its first issue, empty for the payload itself. */
  readonly field: string;
  /** A clause for the report. */
  readonly words: string;
}

/** Why a schema gave no answer. */
export type SchemaTrouble = "asynchronous" | "threw";

export type FieldRules = readonly (readonly [field: string, rule: FieldRule])[];

/** The contract's rules by event type, each a list. */
export function fieldRules(
  fields: Readonly<Record<string, Readonly<Record<string, FieldRule>>>>,
): ReadonlyMap<string, FieldRules> {
  return new Map(Object.entries(fields).map(([type, rules]) => [type, Object.entries(rules)]));
}

/** Whether a payload keeps all of its rules: the same question as `brokenFields`, without the answers. */
export function holds(
  data: Readonly<Record<string, unknown>>,
  rules: FieldRules | undefined,
): boolean {
  if (rules === undefined) return true;
  for (const [field, rule] of rules) if (faultOf(data, field, rule) !== null) return false;
  return true;
}

/** The contract's field rules on one payload. A field that is null counts as missing, except for `present`. */
export function brokenFields(
  data: Readonly<Record<string, unknown>>,
  rules: FieldRules,
): readonly PayloadFault[] {
  return rules.flatMap(([field, rule]) => faultOf(data, field, rule) ?? []);
}

function faultOf(
  data: Readonly<Record<string, unknown>>,
  field: string,
  rule: FieldRule,
): PayloadFault | null {
  const value = Object.hasOwn(data, field) ? data[field] : undefined;
  if (value === undefined || (value === null && rule !== "present")) {
    return { kind: "missing-field", field, words: "is missing" };
  }
  if (rule === "present") return null;
  const found = kindOf(value);
  const wanted = rule === "text" ? "string" : rule;
  if (found !== wanted) {
    return { kind: "wrong-type", field, words: `is ${found}, not ${wanted}` };
  }
  if (rule !== "text" || typeof value !== "string" || value.trim() !== "") return null;
  return { kind: "empty-text", field, words: "is an empty text" };
}

/** A schema's first issue, null when there is none, or why it did not answer. */
export function brokenSchema(
  data: Readonly<Record<string, unknown>>,
  schema: StandardSchemaV1,
): PayloadFault | SchemaTrouble | null {
  try {
    const result = schema["~standard"].validate(data);
    if (result instanceof Promise) {
      result.catch(() => undefined);
      return "asynchronous";
    }
    const [issue] = result.issues ?? [];
    if (issue === undefined) return null;
    const field = (issue.path ?? []).map(segment).join(".");
    return { kind: "schema", field, words: `breaks its schema: ${excerpt(issue.message, 100)}` };
  } catch {
    return "threw";
  }
}

function segment(part: PropertyKey | StandardSchemaV1.PathSegment): string {
  return String(typeof part === "object" ? part.key : part);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
