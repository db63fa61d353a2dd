import type { CheckerFactory } from "./checker.ts";
import { readerWords, runWords } from "./run-words.ts";
import type { Received, Run, Stream } from "./scene.ts";

/**
 * No event of a run comes twice to one reader, for the whole run and its linger.
 *
 * Finds `repeat` (the same event again), `equivocation` (its id with another payload) and `re-id` (its
 * payload under another id). Cannot tell a copy from an event that may legally come again, where the
 * server gives neither ids nor numbers.
 */
export const duplication: CheckerFactory = (context) => {
  const { header } = context;
  let trials = 0;
  let evaluated = 0;

  function copy(run: Run, stream: Stream, { op, copyOf, copyKind }: Received): void {
    if (copyOf === null) return;
    const kind = copyKind === "same" || copyKind === null ? "repeat" : copyKind;
    const { type } = op.event;
    const whose = `${runWords(run, header)}${readerWords(stream)}`;
    context.report({
      guarantee: "duplication",
      kind,
      user: run.owner,
      victim: null,
      run: run.id,
      event: type,
      ops: [op.index, copyOf.op.index],
      message: `${run.owner} received ${type} of ${whose} ${HOW[kind]}`,
      ...(copyOf.op.event.type !== type && {
        touches: [{ user: run.owner, run: run.id, event: copyOf.op.event.type }],
      }),
    });
  }

  return {
    guarantee: "duplication",
    settle(run) {
      const count = run.streams.reduce((sum, { received }) => sum + received.length, 0);
      if (count === 0) return;
      trials += 1;
      evaluated += count;
      for (const stream of run.streams) {
        for (const received of stream.received) copy(run, stream, received);
      }
    },
    tally() {
      return { trials, evaluated, unknown: null };
    },
  };
};

const HOW = {
  repeat: "again",
  equivocation: "under an id that had come with another payload",
  "re-id": "again, under another id",
} as const;
