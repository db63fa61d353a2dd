import { createLaneData } from "../../reports/html/lanes/lane-data.ts";
import type { Recording } from "../../reports/html/recording.ts";
import { createJudge } from "../checkers/judge.ts";
import { asHarnessError } from "../errors/harness-error.ts";
import type { TargetDescription } from "../history/header.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { keepHistory } from "../recorder/history-keeper.ts";
import type { Veil } from "../ownership/veil.ts";
import { decide } from "../verdict/decide.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { castCrowd } from "./cast.ts";
import { type Evidence, evidenceIn, wantedOps } from "./evidence.ts";
import { guardedSink } from "./guarded-sink.ts";
import { knownSecrets } from "./handshake-secrets.ts";
import { headerOf } from "./header.ts";
import { isLarge } from "./is-large.ts";
import { gaugePower } from "./power.ts";
import { type Progress, progressSink } from "./progress.ts";
import { record, type Watch } from "./record.ts";
import { type Origin, replayCommand } from "./replay.ts";
import { planSockets } from "./sockets/plan-sockets.ts";
import { seatsIn } from "./sockets/seats.ts";
import { socketFacts } from "./sockets/socket-facts.ts";
import type { RunDirectory } from "./run-directory.ts";
import type { Settings } from "./settings.ts";
import { type Stopper, unlessStopped } from "./stopper.ts";
import { toldError } from "./told-error.ts";

/** A target that answers now. */
export interface LiveTarget {
  readonly description: TargetDescription;
  /** The secret that signs minted tokens. @throws HarnessError `no-accounts` when there is none for this target */
  secret(): string;
  /** What must stand neither in its log nor in an error; it learns more as soon as that is known. */
  readonly veil: Veil;
  /** Asked for each time: a restarted container has another port. */
  url(): string;
  /** Where the users are shared among several of its processes: all of them. */
  urls?(): readonly string[];
}

export interface ConductOptions {
  readonly directory: RunDirectory;
  readonly stopper: Stopper;
  readonly progress: Progress;
  readonly origin: Origin;
  readonly watch?: Watch | undefined;
  /** Measure what would have been caught. */
  readonly power?: boolean | undefined;
}

/** What the record of one execution says, and the ops that tell it. */
export interface Conducted {
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  /** What the picture of the crowd is drawn from; null: nothing was recorded. */
  readonly recording: Recording | null;
}

/**
 * Plans, drives the crowd, records and judges; the target is somebody else's to start and stop.
 *
 * Whatever happens after the first connection, there is a verdict: an error of the execution stands in it.
 *
 * @throws HarnessError when nothing could be planned (accounts, disk), or the stopper's reason before that
 */
export async function conduct(
  settings: Settings,
  target: LiveTarget,
  { directory, stopper, progress, origin, watch, power = false }: ConductOptions,
): Promise<Conducted> {
  const epoch = Date.now();
  const started = performance.now();
  // An accounts function of the user's may take its time, and knows of no signal.
  const cast = await unlessStopped(
    stopper,
    castCrowd(settings, () => target.secret(), epoch),
  );
  target.veil.add(knownSecrets(settings, cast, target.url()));
  directory.write("plan", `${JSON.stringify(cast.plan, null, 1)}\n`);
  const unmasked = origin.gate !== undefined;
  const header = headerOf(settings, {
    target: target.description,
    plan: cast.plan,
    epoch,
    unmasked,
  });
  // Before the history is opened, which nobody would close.
  const sourceOf = planSockets(
    { connections: seatsIn(settings.crowd), workers: 1, targets: urlsOf(target) },
    socketFacts(),
  );
  const file = directory.history({ packed: isLarge(header.plan, header.contract) });
  const keeper = keepHistory(file, header, (error) => stopper.stop(error));
  const judge = createJudge(header, {
    schemas: settings.contract.schemas,
    own: settings.checkers,
    listener: keeper.listener,
  });
  const judging = guardedSink(judge, (thrown) => stopper.stop(asHarnessError(thrown)));

  const lanes = createLaneData(header);
  const gauge = power ? gaugePower(header, settings) : null;

  const failure = await record({
    settings,
    cast,
    bases: urlsOf(target),
    sourceOf,
    sinks: [
      keeper,
      judging,
      progressSink(progress, judge),
      guardedSink(lanes, () => {}),
      ...(gauge ? [guardedSink(gauge, () => {})] : []),
    ],
    clock: () => performance.now() - started,
    stopper,
    progress,
    watch,
  });
  progress.phase = "judging";
  const judgement = judge.finish();
  await keeper.close();

  const error = stopper.reason ?? failure ?? keeper.failure;
  const verdict = decide(judgement, header, {
    replay: replayCommand(settings, origin),
    error: error && toldError(error, target.veil),
  });
  const measured = gauge?.measure() ?? null;
  const evidence =
    header.history === "off"
      ? new Map()
      : await evidenceIn(() => openHistory(file), wantedOps(verdict.findings));
  return {
    verdict: measured === null ? verdict : { ...verdict, power: measured },
    evidence,
    recording: { header, lanes: lanes.finish(evidence) },
  };
}

/** All addresses of a target. */
export function urlsOf(target: LiveTarget): readonly string[] {
  return target.urls?.() ?? [target.url()];
}
