import type { StandardSchemaV1 } from "@standard-schema/spec";
import { contractFromData } from "../contract/define-contract.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { Op } from "../history/op.ts";
import type { OpSink } from "../history/sink.ts";
import type { Judgement } from "../verdict/judgement.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { CheckerFactory } from "./checker.ts";
import { createGauges } from "./gauges.ts";
import { createImpliedRuns } from "./implied-run.ts";
import { createLatencies } from "./latencies.ts";
import { createLedger } from "./ledger.ts";
import { createNaming } from "./naming.ts";
import { createPanel } from "./panel.ts";

export interface JudgeOptions {
  /** Payload schemas by event type: code, which a stored history cannot carry. */
  readonly schemas?: Readonly<Record<string, StandardSchemaV1>>;
  /** All by default. */
  readonly checkers?: readonly CheckerFactory[];
  /** The config's own, beside them: code too. */
  readonly own?: readonly CheckerFactory[];
}

export interface Judge extends OpSink {
  /** After the last op. To be called once. */
  finish(): Judgement;
}

/**
 * Judges one history, op by op, in one pass. Online and offline are the same: nothing but the ops counts.
 *
 * Memory: what is open now, and at most 10,000 observations of each guarantee.
 */
export function createJudge(header: HistoryHeader, options: JudgeOptions = {}): Judge {
  const contract = contractFromData(header.contract, options.schemas);
  const latencies = createLatencies();
  const gauges = createGauges();
  const ledger = createLedger(header, contract, (run) => {
    latencies.settle(run);
    panel.settle(run);
  });
  const { scene } = ledger;
  const checkers = [...(options.checkers ?? CATALOGUE), ...(options.own ?? [])];
  const panel = createPanel([...checkers, ...absentees(header, checkers)], {
    header,
    contract,
    scene,
  });

  const take = createImpliedRuns(header, (op: Op) => {
    ledger.before(op);
    const place = ledger.place(op);
    gauges.observe(op);
    panel.observe(op, place);
    ledger.after(op);
  });
  const naming = createNaming(header, take);

  return {
    push: (op: Op) => naming.push(op),
    finish() {
      naming.finish();
      ledger.finish();
      const { tallies, observations, observed } = panel.finish();
      const { counts, damage, now } = scene;
      return {
        tallies,
        observations,
        observed,
        envelope: {
          users: counts.usersSeen.size,
          sentinels: counts.sentinelsSeen.size,
          runs: counts.sent,
          events: counts.events,
          peakConnections: counts.peakConnections,
          peakRuns: counts.peakRuns,
          durationMs: Math.round(now),
        },
        latency: latencies.summaries(),
        health: gauges.health(),
        damage,
        ended: gauges.ended(),
      };
    },
  };
}

/** Stands for checkers that took part in the execution and are not at hand now. */
function absentees(
  { checkers: names = [] }: HistoryHeader,
  present: readonly CheckerFactory[],
): readonly CheckerFactory[] {
  const absent = names.filter((name) => present.every((factory) => factory.name !== name));
  if (absent.length === 0) return [];
  const unknown = `own checkers of the config are code, and not at hand: ${absent.join(", ")}`;
  return [() => ({ guarantee: "reach", tally: () => ({ trials: 0, evaluated: 0, unknown }) })];
}
