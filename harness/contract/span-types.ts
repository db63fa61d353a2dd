import type { ContractData, SpanRule } from "./contract.ts";

/** What an event does to the span that its id names. */
export type SpanRole = "open" | "close" | "inside" | "follow" | "loose";

export interface SpanPart {
  readonly span: string;
  readonly rule: SpanRule;
  readonly does: SpanRole;
}

/** Event types of a span, each once in any role. */
export function spanTypes(rule: SpanRule): readonly string[] {
  return rolesIn(rule).map(([type]) => type);
}

/** The span and the role of every event type that has one. */
export function spanParts(spans: ContractData["spans"]): ReadonlyMap<string, SpanPart> {
  return new Map(
    Object.entries(spans).flatMap(([span, rule]) =>
      rolesIn(rule).map(([type, does]) => [type, { span, rule, does }] as const),
    ),
  );
}

function rolesIn(rule: SpanRule): readonly (readonly [string, SpanRole])[] {
  const { open, close, inside, otherCloses = [], follow = [], loose = [] } = rule;
  const all = (types: readonly string[], does: SpanRole) =>
    types.map((type) => [type, does] as const);
  return [
    [open, "open"],
    ...all([close, ...otherCloses], "close"),
    ...all(inside, "inside"),
    ...all(follow, "follow"),
    ...all(loose, "loose"),
  ];
}

/** The id of the span that a payload names, its scope included; null: it names none. */
export function spanKey(
  data: Readonly<Record<string, unknown>>,
  { id, scope = [] }: Pick<SpanRule, "id" | "scope">,
): string | null {
  const name = idIn(data, id);
  if (name === null || scope.length === 0) return name;
  return JSON.stringify([name, ...scope.map((field) => idIn(data, field))]);
}

/** An id as it stands in a payload; null: there is none. */
export function idIn(data: Readonly<Record<string, unknown>>, field: string): string | null {
  const id = Object.hasOwn(data, field) ? data[field] : undefined;
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}
