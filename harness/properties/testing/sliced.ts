import { createJudge } from "../../checkers/judge.ts";
import type { Part } from "../../checkers/parts/part.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { EndOp, Op } from "../../history/op.ts";
import { isIn, type Slice } from "../../history/slice.ts";

/** What several workers would have written of an execution that one has written. */
export interface SlicedHistory {
  readonly header: HistoryHeader;
  readonly ops: readonly Op[];
}

/** Each user's ops go to his slice, those of bad credentials to the first; time, health and faults are everybody's. */
export function sliced(
  header: HistoryHeader,
  ops: readonly Op[],
  count: number,
): readonly SlicedHistory[] {
  const ordinals = new Map(header.plan.users.map(({ id }, ordinal) => [id, ordinal]));
  const concerns = (op: Op, slice: Slice): boolean => {
    if (!("user" in op) || (op.type === "fault" && op.user === null)) return true;
    return op.user === null ? slice.index === 0 : isIn(slice, ordinals.get(op.user) ?? 0);
  };
  return Array.from({ length: count }, (_, index) => {
    const slice = { index, count };
    return { header: { ...header, slice }, ops: numbered(ops.filter((op) => concerns(op, slice))) };
  });
}

/** What the judge of each slice says. */
export function partsOf(histories: readonly SlicedHistory[]): readonly Part[] {
  return histories.map(({ header, ops }) => {
    const judge = createJudge(header);
    for (const op of ops) judge.push(op);
    return judge.finishPart();
  });
}

function numbered(ops: readonly Op[]): readonly Op[] {
  const opened = ops.filter(({ type }) => type === "open").length;
  return ops.map((op, index): Op => {
    if (op.type !== "end") return { ...op, index };
    const end: EndOp = { ...op, index, ops: ops.length, connections: opened };
    return end;
  });
}
