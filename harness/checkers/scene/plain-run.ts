import type { OpenRun, OpenStream } from "./open-run.ts";

/**
 * Whether a run is just what its contract says, at every reader: all its events, in the order of the grammar
 * and of the server's numbers, none twice, none after the end, and neither refused nor cancelled.
 *
 * Of such a run no sequence needs to be compared: the checkers that judge sequences count it and go on.
 * To be asked when the run has come to its end.
 */
export function isPlain(run: OpenRun, success: ReadonlySet<string>): boolean {
  return (
    run.end === "complete" &&
    run.fate === "ok" &&
    run.cancelRequested === null &&
    run.cancelAcknowledged === null &&
    run.refusal === null &&
    run.streams.length > 0 &&
    run.streams.every((stream) => isWhole(stream, run.announced, success))
  );
}

function isWhole(
  { received, terminal, state, repeats }: OpenStream,
  announced: number | null,
  success: ReadonlySet<string>,
): boolean {
  return (
    terminal !== null &&
    !repeats &&
    state?.accepting === true &&
    received.at(-1) === terminal &&
    success.has(terminal.op.event.type) &&
    (announced === null || received.length >= announced) &&
    isNumbered(received)
  );
}

/** By one, or not at all. */
function isNumbered(received: OpenStream["received"]): boolean {
  let last = received[0]?.op.event.seq ?? null;
  for (let at = 1; at < received.length; at += 1) {
    const seq = received[at]?.op.event.seq ?? null;
    if (seq !== (last === null ? null : last + 1)) return false;
    last = seq;
  }
  return true;
}
