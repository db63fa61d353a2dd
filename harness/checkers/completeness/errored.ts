import type { Contract } from "../../contract/contract.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Observation } from "../../verdict/finding.ts";
import { codeWords, createCodes } from "../codes.ts";
import { runWords } from "../words/run-words.ts";
import type { Received, Run } from "../scene/scene.ts";

/** Runs that ended in an error event of the contract. */
export interface Errored {
  /** A finding, where the contract allows no run to fail. */
  see(run: Run): Observation | null;
  /** Why too many failed for the rest to say enough; null: they did not. */
  unknown(runs: number): string | null;
  notes(): readonly string[];
}

export function createErrored(header: HistoryHeader, contract: Contract): Errored {
  const { maxErrored } = contract;
  const codes = createCodes();

  function words(): string {
    const { count } = codes;
    return `${count === 1 ? "1 run" : `${count} runs`} ended in an error event: ${codes.words()}`;
  }

  return {
    see(run) {
      const terminal = errorOf(run, contract);
      if (terminal === null) return null;
      const { data, type } = terminal.op.event;
      codes.add(data["code"]);
      if (maxErrored > 0) return null;
      return {
        guarantee: "completeness",
        kind: "errored",
        user: run.owner,
        victim: null,
        run: run.id,
        event: type,
        ops: [terminal.op.index, run.sendIndex],
        message: `${run.owner}'s ${runWords(run, header)} ended in ${type} (${codeWords(data["code"])}), and the contract allows none to fail`,
      };
    },
    unknown(runs) {
      if (maxErrored === 0 || runs === 0 || codes.count / runs <= maxErrored) return null;
      return `${words()}; of ${runs} runs, at most ${figure(maxErrored * 100)} % may`;
    },
    notes: () => (codes.count === 0 ? [] : [words()]),
  };
}

/**
 * The error event that a run ended in, or that took back its end where the contract allows that. A run that
 * goes on to end well has two ends, which is finality's.
 */
function errorOf(run: Run, { terminal: { error, success } }: Contract): Received | null {
  for (const { received, differences } of run.streams) {
    const completed = differences.some(
      (one) => one.kind === "extra" && success.includes(one.event.op.event.type),
    );
    if (completed) continue;
    const last = received.findLast(
      (one) =>
        one.copyOf === null &&
        error.includes(one.op.event.type) &&
        !differences.some((other) => other.kind === "extra" && other.event === one),
    );
    if (last !== undefined) return last;
  }
  return null;
}

function figure(value: number): number {
  return Math.round(value * 10) / 10;
}
