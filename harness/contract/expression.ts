/**
 * The rest of a run, as an expression over event types: what may still come. Built by these functions
 * only, which keep it in one normal form, so that equal rests have equal keys.
 */
export type Expression =
  | { readonly kind: "end"; readonly key: string }
  | { readonly kind: "one"; readonly key: string; readonly type: string }
  | { readonly kind: "others"; readonly key: string; readonly named: ReadonlySet<string> }
  | {
      readonly kind: "sequence";
      readonly key: string;
      readonly head: Expression;
      readonly tail: Expression;
    }
  | { readonly kind: "either"; readonly key: string; readonly parts: readonly Expression[] }
  | { readonly kind: "interleave"; readonly key: string; readonly parts: readonly Expression[] }
  | {
      readonly kind: "repeat";
      readonly key: string;
      readonly part: Expression;
      readonly min: number;
      readonly max: number | null;
    }
  | {
      readonly kind: "spans";
      readonly key: string;
      readonly types: SpanTypes;
      /** How many more may open, and must. */
      readonly min: number;
      readonly max: number | null;
      /** How many are open. */
      readonly open: number;
    };

export interface SpanTypes {
  readonly open: string;
  readonly close: string;
  readonly inside: readonly string[];
  readonly otherCloses?: readonly string[];
}

/** Nothing more may come. */
export const END: Expression = { kind: "end", key: "." };

export function single(type: string): Expression {
  return { kind: "one", key: JSON.stringify(type), type };
}

/** `named`: every type that the whole grammar names. */
export function othersOf(named: ReadonlySet<string>): Expression {
  return { kind: "others", key: "*", named };
}

export function sequenceOf(head: Expression, tail: Expression): Expression {
  if (head.kind === "end") return tail;
  if (tail.kind === "end") return head;
  if (head.kind === "sequence") return sequenceOf(head.head, sequenceOf(head.tail, tail));
  return { kind: "sequence", key: `(${head.key} ${tail.key})`, head, tail };
}

/** Null when there is no alternative. */
export function eitherOf(parts: readonly Expression[]): Expression | null {
  const [only] = parts;
  if (only === undefined || parts.length === 1) return only ?? null;
  const byKey = new Map<string, Expression>();
  for (const part of parts.flatMap((one) => (one.kind === "either" ? one.parts : [one]))) {
    byKey.set(part.key, part);
  }
  const distinct = sorted([...byKey.values()]);
  const [first, second] = distinct;
  if (first === undefined || second === undefined) return first ?? null;
  return { kind: "either", key: `[${distinct.map(({ key }) => key).join("|")}]`, parts: distinct };
}

export function interleaveOf(parts: readonly Expression[]): Expression {
  const open = sorted(
    parts
      .flatMap((one) => (one.kind === "interleave" ? one.parts : [one]))
      .filter(({ kind }) => kind !== "end"),
  );
  const [first, second] = open;
  if (first === undefined || second === undefined) return first ?? END;
  return { kind: "interleave", key: `<${open.map(({ key }) => key).join("&")}>`, parts: open };
}

export function repeatOf(part: Expression, min: number, max: number | null): Expression {
  if (max === 0 || part.kind === "end") return END;
  if (min === 1 && max === 1) return part;
  return { kind: "repeat", key: `${part.key}{${min},${max ?? ""}}`, part, min, max };
}

export function spansOf(
  types: SpanTypes,
  min: number,
  max: number | null,
  open: number,
): Expression {
  if (max === 0 && open === 0) return END;
  const { open: opens, close, inside, otherCloses = [] } = types;
  const names = JSON.stringify([opens, [close, ...otherCloses], inside]);
  return { kind: "spans", key: `${names}{${min},${max ?? ""},${open}}`, types, min, max, open };
}

function sorted(parts: readonly Expression[]): readonly Expression[] {
  return parts.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}
