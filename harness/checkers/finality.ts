import type { EventOp } from "../history/op.ts";
import type { CheckerFactory } from "./checker.ts";
import { claimOf } from "../ownership/run-id.ts";
import { readerWords, runWords, typeOf } from "./words/run-words.ts";
import type { Received, Run, Stream } from "./scene/scene.ts";
import { createSettledRuns } from "./scene/settled-runs.ts";
import { typeWords } from "./words/type-words.ts";

/**
 * Each run ends once, and nothing of it comes after its end, for the linger and as long as the execution
 * watches. After an acknowledged cancel nothing comes but within the contract's grace.
 *
 * Finds `two-terminals`, `ghost` (an event after the end), `settled` (one after the linger) and
 * `after-cancel`. An event that comes too late because it was overtaken is order's.
 */
export const finality: CheckerFactory = (context) => {
  const { header, contract } = context;
  const terminals = new Set([...contract.terminal.success, ...contract.terminal.error]);
  /** Runs that settled without an end: what comes of them is late, and after nothing. */
  const endless = createSettledRuns();
  let trials = 0;
  let evaluated = 0;

  function report(
    run: Pick<Run, "id" | "owner">,
    kind: string,
    op: EventOp,
    ops: readonly number[],
    words: string,
  ) {
    context.report({
      guarantee: "finality",
      kind,
      user: run.owner,
      victim: null,
      run: run.id,
      event: op.event.type,
      ops: [op.index, ...ops],
      message: `${run.owner} received ${typeWords(op.event.type)} of ${runWords(run, header)}${words}`,
    });
  }

  function judge(run: Run, stream: Stream): void {
    const { terminal, received } = stream;
    const late = new Set(
      stream.differences.flatMap((one) =>
        one.kind === "extra" && one.afterTerminal ? [one.event] : [],
      ),
    );
    for (const one of received) {
      const { op, copyOf } = one;
      if (terminal !== null && (late.has(one) || isNewEnd(one, terminal))) {
        const kind = terminals.has(typeOf(one)) ? "two-terminals" : "ghost";
        const after = Math.round(op.time - terminal.op.time);
        const words = `${readerWords(stream)} ${after} ms after its end (${typeOf(terminal)})`;
        report(run, kind, op, [terminal.op.index], words);
      } else if (copyOf === null && isAfterCancel(run, op)) {
        report(
          run,
          "after-cancel",
          op,
          [],
          `${readerWords(stream)} after its cancel was acknowledged`,
        );
      }
    }
  }

  function isEndless(run: string): boolean {
    const ordinals = claimOf(header.key, run);
    return ordinals === null ? endless.ownerOf(run) !== null : endless.has(ordinals);
  }

  function isAfterCancel({ cancelAcknowledged }: Run, { time }: EventOp): boolean {
    return cancelAcknowledged !== null && time > cancelAcknowledged + contract.cancelGrace;
  }

  return {
    guarantee: "finality",
    watches: ["stray"],
    observe(op, { ownership }) {
      if (op.type !== "event" || ownership?.kind !== "settled" || op.user === null) return;
      if (isEndless(ownership.run)) return;
      evaluated += 1;
      report({ id: ownership.run, owner: op.user }, "settled", op, [], " long after its end");
    },
    settle(run) {
      const ended = run.streams.some(({ terminal }) => terminal !== null);
      if (!ended && run.cancelAcknowledged === null) {
        endless.add(run, claimOf(header.key, run.id));
        return;
      }
      if (run.end === "complete") trials += 1;
      for (const stream of run.streams) {
        evaluated += stream.received.length;
        if (run.plain !== true) judge(run, stream);
      }
    },
    tally() {
      return { trials, evaluated, unknown: null };
    },
  };
};

/** The end once more, under another id: whoever sent it ended the run twice. */
function isNewEnd({ op, copyKind, copyOf }: Received, terminal: Received): boolean {
  return copyKind === "re-id" && copyOf === terminal && op.index > terminal.op.index;
}
