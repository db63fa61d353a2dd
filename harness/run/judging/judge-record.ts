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
  code: Pick<JudgeOptions, "schemas" | "own">,
  drawn = true,
): Promise<{ readonly judgement: Judgement; readonly drawing: Drawing | null }> {
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
