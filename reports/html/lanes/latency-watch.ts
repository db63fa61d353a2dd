import type { ContractData } from "../../../harness/contract/contract.ts";
import type { Op } from "../../../harness/history/op.ts";
import { createHeat, type Heat } from "./heat.ts";
import type { RunPlace } from "./owners.ts";

/** From the scheduled send of a run: until its first event, and until its last. */
export interface LatencyData {
  readonly first: Heat;
  readonly total: Heat;
}

export interface LatencyWatch {
  see(op: Op, place: RunPlace): void;
  view(): LatencyData;
}

/** Runs that are waited for at once. */
const OPEN = 100_000;

/** Each run counts once, where its user's first connection saw it, and its own user only. */
export function createLatencyWatch({ terminal }: ContractData): LatencyWatch {
  const terminals = new Set([...terminal.success, ...terminal.error]);
  const first = createHeat();
  const total = createHeat();
  const open = new Map<number, { readonly scheduled: number; begun: boolean }>();
  return {
    see(op, { user, run }) {
      const key = user * 2 ** 20 + run;
      if (op.type === "send") {
        if (op.action !== "start" || op.outcome !== "ok" || open.size >= OPEN) return;
        open.set(key, { scheduled: op.scheduled, begun: false });
        return;
      }
      const waiting = op.type === "event" ? open.get(key) : undefined;
      if (op.type !== "event" || waiting === undefined) return;
      const took = op.time - waiting.scheduled;
      if (!waiting.begun) first.add(waiting.scheduled, took);
      waiting.begun = true;
      if (!terminals.has(op.event.type)) return;
      total.add(waiting.scheduled, took);
      open.delete(key);
    },
    view: () => ({ first: first.view(), total: total.view() }),
  };
}
