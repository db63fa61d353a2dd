import { holdAbsence } from "../absence.ts";
import type { CheckerFactory } from "../checker.ts";
import { createErrored } from "./errored.ts";
import { looseNote } from "./loose-types.ts";
import { lossesOf } from "./losses.ts";
import type { Observation } from "../../verdict/finding.ts";
import { isRefused } from "../scene/run-end.ts";
import type { Run, Scene } from "../scene/scene.ts";
import { createSilentRuns } from "./silent-runs.ts";
import { textFindings } from "../text-findings.ts";

/**
 * Every accepted run delivers all that its contract demands to its owner, on every connection that is
 * to receive it.
 *
 * Finds `hole`, `tail`, `whole-run`, `truncated`, and `errored` where the contract allows no run to fail.
 * Where it allows some, more than that make it `unknown`. Cannot tell a loss of what the contract leaves
 * open, unless the server numbers its events or announces how many there will be, or it was a piece of a text
 * that the ends of its runs repeat.
 */
export const completeness: CheckerFactory = (context) => {
  const { header, contract, scene } = context;
  const absence = holdAbsence(context);
  const errored = createErrored(header, contract);
  const losses = lossesOf(header, contract, scene);
  const silent = createSilentRuns(scene, judgeSilent);
  const blind = looseNote(header.dialect, contract);
  /** Losses that only numbers tell: whether these count events shows at the end. */
  const uncounted: { readonly owner: string; readonly observation: Observation }[] = [];
  let trials = 0;
  let evaluated = 0;
  let hasty = 0;
  /** Runs that the history left open, although it came to its own end. */
  let cutShort = 0;
  let finished = false;

  function judge(run: Run): void {
    trials += 1;
    evaluated += run.streams.reduce((sum, { received }) => sum + received.length, 0);
    if (run.plain === true) return;
    lose(run);
    if (isUnwatched(run, scene)) hasty += 1;
    const failure = errored.see(run);
    if (failure !== null) context.report(failure);
  }

  function judgeSilent(run: Run, count: number): void {
    trials += count;
    for (let told = 0; told < count; told += 1) lose(run);
  }

  function lose(run: Run): void {
    for (const { observation, byNumber } of losses(run)) {
      if (!byNumber) absence.hold(run.owner, observation);
      else if (uncounted.length < HELD) uncounted.push({ owner: run.owner, observation });
    }
  }

  return {
    guarantee: "completeness",
    watches: ["end"],
    observe(op) {
      if (op.type === "end") finished = op.reason === "finished";
    },
    settle(run) {
      if (run.cancelRequested !== null) return;
      if (run.end === "open") {
        lose(run);
        if (run.fate === "ok" && run.endless !== true && !isRefused(run)) cutShort += 1;
        return;
      }
      const heard =
        run.acknowledged !== null || run.streams.some(({ received }) => received.length > 0);
      if (heard) judge(run);
      else silent.add(run);
    },
    finish() {
      silent.finish();
      if (scene.numbers.areCounted()) {
        for (const { owner, observation } of uncounted) absence.hold(owner, observation);
      }
      for (const loss of textFindings(context, "lost")) absence.hold(loss.user, loss);
      absence.release();
    },
    tally() {
      const { unsure } = silent;
      const reasons = [
        errored.unknown(trials),
        cutShort === 0 || !finished
          ? null
          : `${runs(cutShort)} had not ended, and the history did before the patience was spent`,
        hasty === 0
          ? null
          : `${runs(hasty)} ended on one connection, and another that was to receive them was closed by us before`,
        absence.unknown(),
      ].filter((one) => one !== null);
      return {
        trials,
        evaluated,
        unknown: reasons.length === 0 ? null : reasons.join("; "),
        ...(header.slice && {
          counting: unsure + uncounted.length + scene.texts.held > 0 || errored.notes().length > 0,
        }),
        notes: [
          ...errored.notes(),
          ...(unsure === 0
            ? []
            : [
                unsure === 1
                  ? "1 silent run was not judged: nobody knows whether it was accepted"
                  : `${unsure} silent runs were not judged: nobody knows whether they were accepted`,
              ]),
          ...(blind === null ? [] : [blind]),
        ],
      };
    },
  };
};

/** Losses held until the end, at most. */
const HELD = 10_000;

function runs(count: number): string {
  return count === 1 ? "1 run" : `${count} runs`;
}

/** Whether a reader had not seen the end that another had, and could not: we closed his connection first. */
function isUnwatched({ streams, end }: Run, { connections }: Pick<Scene, "connections">): boolean {
  return (
    end === "complete" &&
    streams.some(({ terminal, connection }) => {
      if (terminal !== null || connection === null) return false;
      return connections.get(connection)?.close?.by === "harness";
    })
  );
}
