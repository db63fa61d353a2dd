import type { ContractData } from "../../contract/contract.ts";
import type { EventOp, FrameOp } from "../../history/op.ts";
import { createDeltas } from "./deltas.ts";
import type { OpenRun } from "./open-run.ts";
import type { Counts, Run } from "./scene.ts";

/** Whether a run's own canary came back. */
export interface Echo {
  /** Every event and frame, before anything else is asked of it. */
  begin(op: EventOp | FrameOp): void;
  /** An event of this run. */
  see(op: EventOp, run: OpenRun): void;
  settle(run: Pick<Run, "id">): void;
}

/**
 * A message that holds several things is searched as a whole, and what was seen stands on its first op:
 * so an event is asked for what its message holds. A text that is streamed comes back in pieces.
 */
export function createEcho(
  contract: Pick<ContractData, "spans" | "grammar">,
  counts: Pick<Counts, "echoed">,
): Echo {
  const deltas = createDeltas(contract);
  /** Canaries of the message that came last, and its connection. */
  let connection: number | null = null;
  let canaries: readonly string[] = [];

  return {
    begin(op) {
      if (op.part !== undefined && op.connection === connection) return;
      connection = op.connection;
      canaries = op.canaries ?? [];
    },
    see(op, run) {
      const { sighting } = run;
      if (sighting === null || run.echoed) return;
      if (!canaries.includes(sighting) && !deltas.push(op, run).includes(sighting)) return;
      run.echoed = true;
      counts.echoed += 1;
    },
    settle(run) {
      deltas.settle(run);
    },
  };
}
