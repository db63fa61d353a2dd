import type { StandardSchemaV1 } from "@standard-schema/spec";
import { contractFromData } from "../contract/define-contract.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { Op } from "../history/op.ts";
import type { OpSink } from "../history/sink.ts";
import type { Observation } from "../verdict/finding.ts";
import type { Judgement } from "../verdict/judgement.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { CheckerFactory } from "./checker.ts";
import type { Origin } from "./scene/damage-watch.ts";
import { createGauges } from "./gauges.ts";
import { createImpliedRuns } from "./naming/implied-run.ts";
import { createLatencies } from "./latencies.ts";
import { createLedger } from "./scene/ledger.ts";
import { createIdMarks } from "./parts/id-marks.ts";
import { type Part, partOf } from "./parts/part.ts";
import { summarise } from "./parts/times.ts";
import { createNaming } from "./naming/naming.ts";
import { createPanel } from "./panel.ts";
import type { Run, Scene } from "./scene/scene.ts";
import { createWatchEnd } from "./watch-end.ts";

export interface JudgeOptions extends Origin {
  /** Payload schemas by event type: code, which a stored history cannot carry. */
  readonly schemas?: Readonly<Record<string, StandardSchemaV1>>;
  /** All by default. */
  readonly checkers?: readonly CheckerFactory[];
  /** The config's own, beside them: code too. */
  readonly own?: readonly CheckerFactory[];
  /** Told what is seen while it is seen. */
  readonly listener?: ObservationListener | null;
}

/** Somebody to whom a violation matters at the moment at which a checker reports it. */
export interface ObservationListener {
  /** Once, before the first op. */
  onScene(scene: Pick<Scene, "runs">): void;
  /** The scene is as the checker saw it: a run that is being settled still stands in it. */
  onObservation(observation: Observation): void;
}

export interface Judge extends OpSink {
  /** What it knows so far: for whoever judges something beside it. */
  readonly scene: Pick<Scene, "connections" | "counts">;
  /** Violations seen so far: before attribution, so that one fault may have caused several. */
  seen(): number;
  /** After the last op. To be called once. */
  finish(): Judgement;
  /** The same, of a slice of a crowd: to be put together with the others. To be called in place of `finish`. */
  finishPart(): Part;
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
  const ids = createIdMarks(header);
  const watch = createWatchEnd();
  const settle = (run: Run): void => {
    latencies.settle(run);
    watch.settle(run);
    panel.settle(run);
    naming.settle(run);
  };
  const isGuess = (run: string): boolean => naming.isGuess(run);
  const ledger = createLedger(header, contract, settle, options, isGuess);
  const { scene } = ledger;
  const checkers = [...(options.checkers ?? CATALOGUE), ...(options.own ?? [])];
  const panel = createPanel([...checkers, ...absentees(header, checkers)], {
    header,
    contract,
    scene,
    onObservation: (observation) => options.listener?.onObservation(observation),
  });
  options.listener?.onScene(scene);

  // Nearly all ops are events: what is done with them meets ops of one shape, which costs half.
  const take = createImpliedRuns(header, (op: Op) => {
    if (op.type === "event") {
      const place = ledger.event(op);
      ids.see(op, place);
      panel.event(op, place);
    } else {
      const place = ledger.place(op);
      gauges.observe(op);
      watch.observe(op);
      panel.observe(op, place);
    }
    ledger.after(op);
  });
  const naming = createNaming(header, take, (id) => ids.name(id));

  function finish(): Judgement {
    naming.finish();
    ledger.finish();
    const { tallies, observations, observed } = panel.finish();
    const { counts, damage, now } = scene;
    const { accepted, first, gap, total } = latencies.times;
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
      latency: {
        accepted: summarise(accepted),
        first: summarise(first),
        gap: summarise(gap),
        total: summarise(total),
      },
      health: gauges.health(),
      damage,
      ended: gauges.ended(),
    };
  }

  return {
    scene,
    push: (op: Op) => naming.push(op),
    seen: () => panel.seen(),
    finish,
    finishPart: () =>
      partOf(header, finish(), {
        times: latencies.times,
        connections: ledger.connectionSteps.steps(),
        runs: ledger.runSteps.steps(),
        watched: watch.watched(),
        ids: ids.marks(),
        beyond: ids.beyond,
      }),
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
