import { createLaneData } from "../../../reports/html/lanes/lane-data.ts";
import type { Recording } from "../../../reports/html/recording.ts";
import { createJudge, type JudgeOptions } from "../../checkers/judge.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { OpSink } from "../../history/sink.ts";
import type { StoredHistory } from "../../recorder/history-reader.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import type { Evidence } from "../evidence.ts";

/** Connections of which a picture is drawn. */
const DRAWN = 5_000;

/** A picture that is being drawn; without one where the crowd is too large to look at. */
export interface Drawing extends OpSink {
  finish(evidence: Evidence): Recording | null;
}

export interface Judged {
  readonly judgement: Judgement;
  /** Null: none was wanted. */
  readonly drawing: Drawing | null;
}

/** What no history can carry. */
export type Code = Pick<JudgeOptions, "schemas" | "own">;

export function createDrawing(header: HistoryHeader): Drawing {
  const { users, tabs } = header.plan;
  const lanes = users.length * tabs > DRAWN ? null : createLaneData(header);
  return {
    push: (op) => lanes?.push(op),
    finish: (evidence) => lanes && { header, lanes: lanes.finish(evidence) },
  };
}

/** Judges a stored record in one pass, and draws it where a picture is wanted. */
export async function judgeRecord(
  history: StoredHistory,
  code: Code,
  drawn = true,
): Promise<Judged> {
  const judge = createJudge(history.header, { ...code, lost: history.lost });
  const drawing = drawn ? createDrawing(history.header) : null;
  for await (const op of history.ops()) {
    judge.push(op);
    drawing?.push(op);
  }
  return { judgement: judge.finish(), drawing };
}

/** Draws a record that needs no judging any more. */
export async function drawRecord(history: StoredHistory): Promise<Drawing> {
  const drawing = createDrawing(history.header);
  if (history.header.plan.users.length * history.header.plan.tabs > DRAWN) return drawing;
  for await (const op of history.ops()) drawing.push(op);
  return drawing;
}
