import { typeOf } from "./words/run-words.ts";
import type { Received } from "./scene/scene.ts";
import type { Call } from "./scene/spans.ts";

/** Two events of one span in the wrong order. */
export interface Disorder {
  readonly kind: "effect-first" | "late-piece";
  readonly at: Received;
  readonly other: Received;
  readonly words: string;
  /** Events whose place needs no further explanation. */
  readonly explains: readonly Received[];
  /** That both are of one span only their order tells: where two events are missing, they may be of two. */
  readonly unnamed: boolean;
}

/** What stands in the wrong order within spans, each span's deepest cause only. */
export function disorderOf(calls: readonly Call[]): readonly Disorder[] {
  return calls.flatMap((call) => {
    const unnamed = call.key === null;
    return [...outerOf(call), ...followOf(call)].map((one) => ({ ...one, unnamed }));
  });
}

type Found = Omit<Disorder, "unnamed">;

function outerOf({ open, close, early, late }: Call): readonly Found[] {
  if (open === null) return [];
  if (close !== null && close.op.index < open.op.index) {
    const words = `came before the ${typeOf(open)} that it ends`;
    const explains = [open, close, ...early, ...late];
    return [{ kind: "effect-first", at: close, other: open, words, explains }];
  }
  const found: Found[] = [];
  const [first] = early;
  if (first !== undefined) {
    const words = `came before the ${typeOf(open)} that it belongs to`;
    const explains = [open, ...early];
    found.push({ kind: "effect-first", at: first, other: open, words, explains });
  }
  const [last] = late;
  if (last !== undefined && close !== null) {
    const words = `came after the ${typeOf(close)} that ends what it belongs to`;
    const explains = [close, ...late];
    found.push({ kind: "late-piece", at: last, other: close, words, explains });
  }
  return found;
}

function followOf({ open, close, follow }: Call): readonly Found[] {
  return follow.flatMap((at): readonly Found[] => {
    const cause = [close, open].find((one) => one !== null && one.op.index > at.op.index);
    if (cause === undefined || cause === null) return [];
    const words = `came before the ${typeOf(cause)} that it follows`;
    return [{ kind: "effect-first", at, other: cause, words, explains: [cause, at] }];
  });
}
