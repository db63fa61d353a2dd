import { createJudge } from "../../checkers/judge.ts";
import { decodeHeader, decodeOp, encodeLine } from "../../history/codec.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Op } from "../../history/op.ts";
import { decide } from "../../verdict/decide.ts";
import type { Verdict } from "../../verdict/verdict.ts";

/** What the whole catalogue says of these ops. */
export function judged(header: HistoryHeader, ops: Iterable<Op>): Verdict {
  const judge = createJudge(header);
  for (const op of ops) judge.push(op);
  return decide(judge.finish(), header, { replay: null });
}

/** A history as its lines, and back. */
export function reread(
  header: HistoryHeader,
  ops: readonly Op[],
): { readonly header: HistoryHeader; readonly ops: readonly Op[] } {
  const first = decodeHeader(encodeLine(header));
  if ("reason" in first) throw new Error(first.reason);
  const read = ops.map((op, at) => {
    const one = decodeOp(encodeLine(op), at + 2);
    if (one.type === "damaged") throw new Error(one.reason);
    return one;
  });
  return { header: first, ops: read };
}
