import {
  END,
  eitherOf,
  type Expression,
  interleaveOf,
  repeatOf,
  sequenceOf,
  spansOf,
  type SpanTypes,
} from "./expression.ts";

/** Whether a run may stop here. */
export function mayEnd(rest: Expression): boolean {
  switch (rest.kind) {
    case "end":
      return true;
    case "one":
    case "others":
      return false;
    case "sequence":
      return mayEnd(rest.head) && mayEnd(rest.tail);
    case "either":
      return rest.parts.some(mayEnd);
    case "interleave":
      return rest.parts.every(mayEnd);
    case "repeat":
      return rest.min === 0 || mayEnd(rest.part);
    default:
      return rest.min === 0 && rest.open === 0;
  }
}

/** What may come after an event of this type; null: the event itself may not come. (Brzozowski's derivative.) */
export function derive(rest: Expression, type: string): Expression | null {
  switch (rest.kind) {
    case "end":
      return null;
    case "one":
      return rest.type === type ? END : null;
    case "others":
      return rest.named.has(type) ? null : END;
    case "sequence": {
      const first = derive(rest.head, type);
      const within = first === null ? [] : [sequenceOf(first, rest.tail)];
      const beyond = mayEnd(rest.head) ? derive(rest.tail, type) : null;
      return eitherOf(beyond === null ? within : [...within, beyond]);
    }
    case "either":
      return eitherOf(rest.parts.flatMap((part) => derive(part, type) ?? []));
    case "interleave":
      return eitherOf(
        rest.parts.flatMap((part, at) => {
          const after = derive(part, type);
          if (after === null) return [];
          return [after.key === part.key ? rest : interleaveOf(rest.parts.with(at, after))];
        }),
      );
    case "repeat": {
      const first = derive(rest.part, type);
      return first === null
        ? null
        : sequenceOf(first, repeatOf(rest.part, fewer(rest.min), less(rest.max)));
    }
    default:
      return deriveSpans(rest, type);
  }
}

function deriveSpans(
  { types, min, max, open }: Expression & { readonly kind: "spans" },
  type: string,
): Expression | null {
  const ways: Expression[] = [];
  if (type === types.open && max !== 0) {
    ways.push(spansOf(types, fewer(min), less(max), open + 1));
  }
  if (open > 0 && closes(types, type)) ways.push(spansOf(types, min, max, open - 1));
  if (open > 0 && types.inside.includes(type)) ways.push(spansOf(types, min, max, open));
  return eitherOf(ways);
}

function closes({ close, otherCloses = [] }: SpanTypes, type: string): boolean {
  return type === close || otherCloses.includes(type);
}

function fewer(min: number): number {
  return Math.max(0, min - 1);
}

function less(max: number | null): number | null {
  return max === null ? null : max - 1;
}
