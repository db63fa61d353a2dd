import { RUN_ERROR, RUN_FINISHED, RUN_STARTED } from "../../contract/ag-ui-types.ts";
import type { Contract } from "../../contract/contract.ts";
import type { AgUiEvent } from "./ag-ui-words.ts";
import { type Story, story } from "./judging.ts";

/**
 * A stream of AG-UI as amy's runs, in a history that is still to be ended: a run begins with the first
 * event, and with every `RUN_STARTED` after the end of the one before. Her server says nothing but what
 * AG-UI says; an event with a `seq` has that number.
 */
export function agUiStory(events: readonly AgUiEvent[], contract: Contract): Story {
  const tale = story({ users: ["amy"], sentinels: [], bare: true, contract }).open();
  let run = 0;
  let isOver = true;
  for (const [at, { type, seq, ...data }] of events.entries()) {
    if (run === 0 || (isOver && type === RUN_STARTED)) {
      run += 1;
      isOver = false;
      tale.start("amy", run);
    }
    const { runId } = data;
    tale.event("amy", run, `event-${at}`, {
      type,
      data,
      ...(typeof seq === "number" && { seq }),
      ...(typeof runId === "string" && { run: runId, thread: tale.thread("amy", run) }),
    });
    isOver ||= type === RUN_FINISHED || type === RUN_ERROR;
  }
  return tale;
}
