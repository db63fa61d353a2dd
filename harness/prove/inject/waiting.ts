import type { FrameOp, SendOp, Unstamped } from "../../history/op.ts";
import { SILENT_FRAME } from "../../history/silent-frame.ts";
import type { Draft } from "./draft.ts";
import { lastOf } from "./places.ts";
import type { Scene, SceneRun } from "./scene.ts";

/** How late a sign of life is answered, in milliseconds. */
const PONG = 1;

/** The crowd looks for silent runs this often, in milliseconds. */
function sweep(patience: number): number {
  return Math.min(Math.max(patience / 20, 10), 500);
}

/**
 * The run has no end any more: the crowd waits for its patience, asks for a sign of life at half of it,
 * and only then goes on. @param since when the server last spoke of it, or it was sent
 */
export function giveUp(draft: Draft, scene: Scene, run: SceneRun, since: number): void {
  const { patience } = scene.header;
  const { connection, user } = run.send;
  const asked = since + patience / 2;
  const lost = since + patience + sweep(patience) / 2;
  draft.insert(ping(connection, user, asked), asked);
  draft.insert(pong(connection, user), asked + PONG);
  draft.busyUntil(lost);
  const end = lastOf(run)?.[0];
  if (end !== undefined) postpone(draft, scene, run, lost - draft.timeOf(end));
}

/** Its events from this one on come later, and what waits for its end waits, too. */
export function delay(
  draft: Draft,
  scene: Scene,
  run: SceneRun,
  place: { readonly from: number; readonly by: number },
): void {
  for (const moment of run.moments.slice(place.from)) draft.shift(moment, place.by);
  postpone(draft, scene, run, place.by);
}

/** Under a closed schedule a user's next run is sent when one of his has ended. */
function postpone(draft: Draft, scene: Scene, run: SceneRun, by: number): void {
  const end = lastOf(run)?.[0];
  if (scene.header.plan.schedule === "open" || end === undefined || by <= 0) return;
  for (const other of scene.runs) {
    if (other.owner === run.owner && other.send.index > end.index) draft.shift(other.ops, by);
  }
}

function ping(connection: number, user: string | null, scheduled: number): Unstamped<SendOp> {
  const blank = { run: null, thread: null, canary: null, scheduled, outcome: "ok" } as const;
  return { type: "send", connection, user, action: "ping", ...blank };
}

function pong(connection: number, user: string | null): Unstamped<FrameOp> {
  return { ...frame(connection, user, "control-pong"), bytes: 0 };
}

/** A message that is no event, of which nothing is known yet. */
export function frame(
  connection: number,
  user: string | null,
  kind: FrameOp["kind"],
  text = "",
): Unstamped<FrameOp> {
  return { ...SILENT_FRAME, connection, user, kind, bytes: text.length, text };
}
