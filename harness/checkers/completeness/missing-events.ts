import type { Loss } from "./loss.ts";
import { typeOf } from "../words/run-words.ts";
import type { Difference } from "../scene/scene.ts";

export type Missing = Difference & { readonly kind: "missing" };

/** Each missing event is a loss; all that are missing at the very end are one. */
export function absentEvents(missing: readonly Missing[]): readonly Loss[] {
  const inner = missing.filter(({ before }) => before !== null).map(within);
  const [first, ...others] = missing.filter(({ before }) => before === null);
  if (first === undefined) return inner;
  const { type, after, tail, place } = first;
  const last: Loss = {
    kind: tail ? "tail" : "hole",
    event: type,
    others: others.map((other) => other.type),
    place,
    ops: after === null ? [] : [after.op.index],
    words: {
      what: others.length === 0 ? type : `${type} and ${others.length} more`,
      proof: after === null ? "nothing came" : `nothing followed ${typeOf(after)}`,
    },
  };
  return [...inner, last];
}

function within({ type, after, before, tail, place }: Missing): Loss {
  const next = before === null ? "nothing" : typeOf(before);
  return {
    kind: tail ? "tail" : "hole",
    event: type,
    place,
    ops: [before, after].flatMap((received) => (received === null ? [] : [received.op.index])),
    words: {
      what: type,
      proof: after === null ? `${next} came first` : `${next} followed ${typeOf(after)}`,
    },
  };
}
