import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { FieldRule } from "../contract/contract.ts";
import { excerpt } from "./excerpt.ts";

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

/** The contract's field rules on one payload. A field that is null counts as missing, except for `present`. */
export function brokenFields(
  data: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, FieldRule>>,
): readonly PayloadFault[] {
  return Object.entries(rules).flatMap(([field, rule]): readonly PayloadFault[] => {
    const value = Object.hasOwn(data, field) ? data[field] : undefined;
    if (value === undefined || (value === null && rule !== "present")) {
      return [{ kind: "missing-field", field, words: "is missing" }];
    }
    if (rule === "present") return [];
    const found = kindOf(value);
    const wanted = rule === "text" ? "string" : rule;
    if (found !== wanted) {
      return [{ kind: "wrong-type", field, words: `is ${found}, not ${wanted}` }];
    }
    if (rule !== "text" || typeof value !== "string" || value.trim() !== "") return [];
    return [{ kind: "empty-text", field, words: "is an empty text" }];
  });
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
