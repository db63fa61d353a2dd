import { joinParts } from "../../checkers/parts/join.ts";
import { mergeParts, type Part } from "../../checkers/parts/part.ts";
import { asHarnessError, HarnessError } from "../../errors/harness-error.ts";
import type { CrowdPhase } from "../../crowd/crowd.ts";
import type { HistoryHeader } from "../../history/header.ts";
import { PARTIAL_WORDS } from "../../history/mode.ts";
import { type Slice, sliceWithin } from "../../history/slice.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { type StoredHistory, openHistory } from "../../recorder/history-reader.ts";
import { decide } from "../../verdict/decide.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import { castIdentities, planShape } from "../cast.ts";
import { type Conducted, type ConductOptions, type LiveTarget, urlsOf } from "../conduct.ts";
import type { Config } from "../config.ts";
import { collectEvidence, type Evidence, wantedOps } from "../evidence.ts";
import { knownSecrets } from "../handshake-secrets.ts";
import { headerOf } from "../header.ts";
import { isLarge } from "../is-large.ts";
import { drawRecord, judgeRecord } from "../judging/judge-record.ts";
import { withDoubt } from "../parts-in-doubt.ts";
import type { Progress } from "../progress.ts";
import { replayCommand } from "../replay.ts";
import type { DemoTarget, Settings } from "../settings.ts";
import { planSockets } from "../sockets/plan-sockets.ts";
import { seatsIn } from "../sockets/seats.ts";
import { socketFacts } from "../sockets/socket-facts.ts";
import { unlessStopped } from "../stopper.ts";
import { toldError } from "../told-error.ts";
import { createBarrier } from "./barrier.ts";
import { splitConfig } from "./job-config.ts";
import { type Job, machineTime } from "./messages.ts";
import { encodePart } from "./part-file.ts";
import { startWorker, type Worker, type WorkerResult } from "./worker-process.ts";

export interface PoolOptions extends Omit<ConductOptions, "watch" | "power"> {
  /** The config that the settings were made of: each worker makes them again. */
  readonly config: Config;
  readonly demo: DemoTarget | null;
  /** This machine's part of the crowd; null: all of it. */
  readonly shard: Slice | null;
  /** When the runs begin, milliseconds since the epoch; null: once everybody is connected. */
  readonly startAt: number | null;
}

/** Milliseconds that workers may take to end in order once they are told to stop. */
const FAREWELL = 4_000;

/**
 * `conduct`, with the crowd shared among workers, each a process with its own users, recorder and judge. They go
 * in step: no run begins before all are connected, and nobody leaves while another still waits for an answer.
 *
 * Of the workers come summaries, never events. Where these do not tell the verdict, the record is judged as a whole.
 *
 * @throws HarnessError as `conduct` does
 */
export async function conductPool(
  settings: Settings,
  target: LiveTarget,
  options: PoolOptions,
): Promise<Conducted> {
  const { directory, stopper, progress, origin, shard } = options;
  const jobs = await planJobs(settings, target, options);
  const [first] = jobs;
  if (first === undefined) throw new HarnessError("defect", "There is no worker to start.");
  directory.write("plan", planText(first, settings));
  const results = await runWorkers(jobs, options);

  progress.phase = "judging";
  const failed = results.find(({ error }) => error !== null)?.error ?? null;
  const reason = stopper.reason;
  // What a worker said when it died may be anything.
  const cause = reason ?? failed;
  const error = cause && toldError(cause, target.veil);
  const header = wholeHeader(first, settings, shard);
  const parts = results.flatMap(({ part }) => part ?? []);
  const [part, ...others] = parts;
  const kept = settings.history;
  const lone =
    part === undefined && error !== null
      ? new HarnessError(error.code, error.message, error)
      : null;
  // Where no worker is left the whole record still tells what it holds. Whoever interrupts waits for no such judging.
  if (lone !== null && (kept !== "full" || reason !== null)) throw lone;
  if (part) directory.write("part", encodePart({ header, part: others.reduce(mergeParts, part) }));
  const history =
    kept === "off"
      ? null
      : await openHistory(directory.path).catch((thrown: unknown) => {
          // Nobody could even begin.
          throw lone ?? thrown;
        });
  const { judgement, drawing, told } =
    kept === "full" && history !== null
      ? await judgeParts(settings, history, header, parts, reason !== null)
      : { judgement: judgedInParts(header, parts), drawing: null, told: true };
  const verdict = decide(judgement, header, { replay: replayCommand(settings, origin), error });
  const evidence = told ? await evidenceIn(history, wantedOps(verdict.findings)) : new Map();
  return { verdict, evidence, recording: drawing?.finish(evidence) ?? null };
}

/** Without a whole record: what is not clear from the parts stays so. */
function judgedInParts(header: HistoryHeader, parts: readonly Part[]): Judgement {
  const [part] = parts;
  const why = PARTIAL_WORDS[header.history ?? "off"];
  if (part === undefined) throw new HarnessError("worker-died", `No worker is left, and ${why}.`);
  return withDoubt(joinParts(header, parts), header, part.count, why);
}

async function judgeParts(
  settings: Settings,
  history: StoredHistory,
  header: HistoryHeader,
  parts: readonly Part[],
  hasty: boolean,
) {
  const joined = parts.length > 0 ? joinParts(header, parts) : null;
  // Whoever interrupts waits for a verdict: then what the parts say has to do.
  if (joined !== null && (joined.unclear === null || hasty)) {
    // Findings of a part bear its own numbers of ops: of the whole record other ops have them.
    const told = joined.unclear === null;
    return { judgement: joined.judgement, drawing: await drawRecord(history), told };
  }
  const { contract, checkers } = settings;
  const judged = await judgeRecord(history, { schemas: contract.schemas, own: checkers });
  return { ...judged, told: true };
}

async function evidenceIn(
  history: StoredHistory | null,
  wanted: ReadonlySet<number>,
): Promise<Evidence> {
  if (history === null) return new Map();
  try {
    return await collectEvidence(history.ops(), wanted);
  } catch {
    return new Map();
  }
}

async function planJobs(
  settings: Settings,
  target: LiveTarget,
  { directory, stopper, origin, config, demo, shard }: PoolOptions,
): Promise<readonly Job[]> {
  const { configFile } = origin;
  const split = splitConfig(config, configFile);
  const epoch = Date.now();
  const started = machineTime();
  const { accounts, probes } = await unlessStopped(
    stopper,
    castIdentities(settings, () => target.secret(), epoch),
  );
  const { workers, crowd } = settings;
  planSockets(
    { connections: seatsIn(crowd, shard ?? undefined), workers, targets: urlsOf(target) },
    socketFacts(),
  );
  // All slices alike, as the whole crowd wants it.
  const whole = makePlan({ ...planShape(settings), accounts, slice: nobodyOf(accounts) });
  target.veil.add(knownSecrets(settings, { accounts, plan: whole }, target.url()));
  const packed = isLarge(whole, settings.contract);
  return Array.from({ length: workers }, (_, index): Job => {
    const worker = { index, count: workers };
    const slice = shard === null ? worker : sliceWithin(shard, worker);
    return {
      config: split.data,
      code: split.code,
      configFile,
      demo,
      seed: settings.seed,
      nonce: settings.nonce,
      slice,
      shard,
      accounts,
      probes: slice.index === 0 ? probes : [],
      target: target.description,
      bases: urlsOf(target),
      connectRate: crowd.connectRate === null ? null : crowd.connectRate / slice.count,
      history: directory.history({ slice, packed }),
      epoch,
      started,
    };
  });
}

async function runWorkers(
  jobs: readonly Job[],
  { stopper, progress, startAt }: PoolOptions,
): Promise<readonly WorkerResult[]> {
  const all: Worker[] = [];
  const heard = jobs.map(() => ({ ...progress }));
  let start: NodeJS.Timeout | undefined;
  // The crowd is as far as the last of its workers.
  const barrier = createBarrier<CrowdPhase>(jobs.length, (phase) => {
    progress.phase = phase;
    if (phase !== "connected" && phase !== "lingering") return;
    const go = (): void => all.forEach((worker) => worker.order({ type: "go", phase }));
    if (phase === "connected" && startAt !== null)
      start = setTimeout(go, Math.max(0, startAt - Date.now()));
    else go();
  });
  for (const [at, job] of jobs.entries()) {
    const worker = startWorker(job, {
      phase: (phase) => barrier.arrive(at, phase),
      progress(one) {
        if (progress.phase === "starting") progress.phase = "connecting";
        heard[at] = one;
        addUp(progress, heard);
      },
    });
    all.push(worker);
    void worker.result.then(() => barrier.leave(at));
  }
  const stop = (): void => {
    const { code, message, hint } = asHarnessError(stopper.signal.reason);
    for (const worker of all) worker.order({ type: "stop", error: { code, message, hint } });
    setTimeout(() => all.forEach((worker) => worker.kill()), FAREWELL).unref();
  };
  if (stopper.signal.aborted) stop();
  stopper.signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.all(all.map(async ({ result }) => await result));
  } finally {
    // Else whoever interrupts would wait for the start all the same.
    clearTimeout(start);
    stopper.signal.removeEventListener("abort", stop);
  }
}

function addUp(progress: Progress, all: readonly Progress[]): void {
  const sum = (of: (one: Progress) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  progress.connections = sum(({ connections }) => connections);
  progress.running = sum(({ running }) => running);
  progress.ended = sum(({ ended }) => ended);
  progress.events = sum(({ events }) => events);
  progress.violations = sum(({ violations }) => violations);
}

/** The header of what this machine did: of the whole crowd, or of its part. */
function wholeHeader(
  { accounts, target, epoch }: Job,
  settings: Settings,
  shard: Slice | null,
): HistoryHeader {
  const slice = shard ?? nobodyOf(accounts);
  const plan = makePlan({ ...planShape(settings), accounts, slice });
  const { slice: _slice, ...header } = headerOf(settings, { target, plan, epoch, shard });
  return shard === null ? header : { ...header, slice: shard };
}

/** A slice in which nobody is, so that nothing of it need be planned. */
function nobodyOf({ length }: Job["accounts"]): Slice {
  return { index: length, count: length + 1 };
}

/** What everybody will do follows from these; the texts of a large crowd would fill a disk. */
function planText({ accounts, slice, shard }: Job, settings: Settings): string {
  const shape = { ...planShape(settings), accounts: accounts.length, slices: slice.count, shard };
  return `${JSON.stringify(shape, null, 1)}\n`;
}
