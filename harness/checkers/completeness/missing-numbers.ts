import type { Loss } from "./loss.ts";
import type { Missing } from "./missing-events.ts";
import { gapsOf } from "../scene/numbering.ts";
import { typeOf } from "../words/run-words.ts";
import type { Received, Run, Stream } from "../scene/scene.ts";

/**
 * What server numbers and the announced count say is missing, where the sequence alone cannot tell.
 *
 * `events`: all that the server numbered; null: it did not. `failed`: the run ended in an error event.
 */
export function absentNumbers(
  run: Run,
  stream: Stream,
  missing: readonly Missing[],
  events: readonly Received[] | null,
  failed: boolean,
): readonly Loss[] {
  const came = stream.received.filter(({ copyOf }) => copyOf === null).length;
  if (run.announced !== null && came >= run.announced) return [];
  const gaps = gapsOf(events ?? [], stream)
    .filter(
      (gap) => !missing.some(({ after, before }) => before === gap.before || after === gap.after),
    )
    .map(({ after, before, count }): Loss => {
      const numbers = `${typeOf(after)} has number ${after.op.event.seq}, and ${typeOf(before)} ${before.op.event.seq}`;
      return {
        kind: before === stream.terminal ? "tail" : "hole",
        event: null,
        ops: [before.op.index, after.op.index],
        byNumber: true,
        words: { what: count === 1 ? "an event" : `${count} events`, proof: numbers },
      };
    });
  const { terminal } = stream;
  if (gaps.length > 0 || missing.length > 0 || run.announced === null) return gaps;
  if (terminal === null || failed) return [];
  const what = `${run.announced - came} of ${run.announced} events`;
  const proof = `so many were announced, and ${came} came`;
  return [{ kind: "hole", event: null, ops: [terminal.op.index], words: { what, proof } }];
}
