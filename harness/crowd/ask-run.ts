import type { Dialect, Message, Outgoing, RunIntent } from "../dialects/dialect.ts";
import type { SendOp, Unstamped } from "../history/op.ts";
import type { Witness } from "../history/witness.ts";
import type { PlannedRun, PlannedUser } from "../plan/plan.ts";
import type { Connection } from "./connection.ts";
import { speak } from "./masked.ts";

/** Whom and what a request is about. */
export interface Asking {
  readonly user: PlannedUser;
  readonly run: PlannedRun;
  readonly connection: Connection;
}

/** The messages that start a run. @throws HarnessError `bad-config` when the dialect throws */
export function startMessages(dialect: Dialect, { user, run }: Asking): readonly Outgoing[] {
  return speak("start", () => dialect.start(intentOf(user, run)));
}

/** The op of a start on this connection as it is now: `fail` where it is not open, so that nothing can be written. */
export function startOp({ user, run, connection }: Asking, scheduled: number): Unstamped<SendOp> {
  return {
    type: "send",
    connection: connection.seat.number,
    user: user.id,
    action: "start",
    run: run.id,
    thread: run.thread,
    canary: run.canary,
    scheduled,
    outcome: connection.isOpen ? "ok" : "fail",
  };
}

/** Writes what an op says was sent. Where a write fails it is told once more: nobody knows what became of it. */
export function writeStart(
  messages: readonly Outgoing[],
  op: Unstamped<SendOp>,
  connection: Connection,
  witness: Witness<Message>,
): void {
  let doubtful = false;
  for (const message of messages) {
    connection.send(message, (error) => {
      if (!error || doubtful) return;
      doubtful = true;
      witness.sent({ ...op, outcome: "info" });
    });
  }
}

/**
 * Asks for an end of the run, and says so. Nothing where the dialect knows no cancel.
 *
 * @throws HarnessError `bad-config` when the dialect throws
 */
export function cancel(
  dialect: Dialect,
  { user, run, connection }: Asking,
  witness: Witness<Message>,
): void {
  const messages = speak("cancel", () => dialect.cancel(intentOf(user, run)));
  if (messages.length === 0) return;
  witness.sent({
    type: "send",
    connection: connection.seat.number,
    user: user.id,
    action: "cancel",
    run: run.id,
    thread: run.thread,
    canary: null,
    scheduled: witness.now(),
    outcome: "ok",
  });
  for (const message of messages) connection.send(message);
}

function intentOf({ id, persona }: PlannedUser, run: PlannedRun): RunIntent {
  return {
    user: { id, name: persona.name },
    run: { id: run.id, thread: run.thread, canary: run.canary },
    prompt: run.prompt,
  };
}
