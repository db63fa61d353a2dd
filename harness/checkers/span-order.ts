import { typeOf } from "./run-words.ts";
import type { Received } from "./scene.ts";
import type { Call } from "./spans.ts";

/** Two events of one span in the wrong order. */
export interface Disorder {
  readonly kind: "effect-first" | "late-piece";
  readonly at: Received;
  readonly other: Received;
  readonly words: string;
  /** Events whose place needs no further explanation. */
  readonly explains: readonly Received[];
}

/** What stands in the wrong order within spans, each span's deepest cause only. */
export function disorderOf(calls: readonly Call[]): readonly Disorder[] {
  return calls.flatMap((call) => [...outerOf(call), ...followOf(call)]);
}

function outerOf({ open, close, early, late }: Call): readonly Disorder[] {
  if (open === null) return [];
  if (close !== null && close.op.index < open.op.index) {
    const words = `came before the ${typeOf(open)} that it ends`;
    const explains = [open, close, ...early, ...late];
    return [{ kind: "effect-first", at: close, other: open, words, explains }];
  }
  const found: Disorder[] = [];
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

function followOf({ open, close, follow }: Call): readonly Disorder[] {
  return follow.flatMap((at): readonly Disorder[] => {
    const cause = [close, open].find((one) => one !== null && one.op.index > at.op.index);
    if (cause === undefined || cause === null) return [];
    const words = `came before the ${typeOf(cause)} that it follows`;
    return [{ kind: "effect-first", at, other: cause, words, explains: [cause, at] }];
  });
}
