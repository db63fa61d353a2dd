// A worker: it drives one slice of the crowd, records and judges it, and tells its part of the verdict.
import { createJudge } from "../../checkers/judge.ts";
import type { Part } from "../../checkers/parts/part.ts";
import type { CrowdPhase } from "../../crowd/crowd.ts";
import { asHarnessError, HarnessError } from "../../errors/harness-error.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { keepHistory } from "../../recorder/history-keeper.ts";
import type { VerdictError } from "../../verdict/verdict.ts";
import { planShape } from "../cast.ts";
import { guardedSink } from "../guarded-sink.ts";
import { headerOf } from "../header.ts";
import { freshProgress, progressSink } from "../progress.ts";
import { record } from "../record.ts";
import { resolveSettings } from "../settings.ts";
import { sourcesTowards } from "../sockets/plan-sockets.ts";
import { strayError } from "../stray-error.ts";
import { createStopper } from "../stopper.ts";
import { joinConfig } from "./job-config.ts";
import { type Job, machineTime, type Order, type Word } from "./messages.ts";

/** Milliseconds between words on how far we are. */
const PROGRESS = 200;

const stopper = createStopper(undefined, null);
const gates = new Map<CrowdPhase, PromiseWithResolvers<void>>();

// The conductor is told of signals, and tells us; where it is gone, nobody wants our part.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("SIGHUP", () => {});
// Code of the config's: the others of the crowd are judged, and this one up to here.
process.on("uncaughtException", (thrown: unknown) => stopper.stop(strayError(thrown)));
process.once("disconnect", () => process.exit(1));
process.on("message", (order: Order) => {
  if (order.type === "job") void work(order.job);
  else if (order.type === "go") gate(order.phase).resolve();
  else stopper.stop(new HarnessError(order.error.code, order.error.message, order.error));
});

function gate(phase: CrowdPhase): PromiseWithResolvers<void> {
  const known = gates.get(phase) ?? Promise.withResolvers<void>();
  gates.set(phase, known);
  return known;
}

function say(word: Word): void {
  process.send?.(word);
}

async function work(job: Job): Promise<void> {
  let part: Part | null = null;
  let error: VerdictError | null = null;
  try {
    [part, error] = await perform(job);
  } catch (thrown) {
    error = plain(asHarnessError(thrown));
  }
  const done: Word = { type: "done", part, error };
  process.send?.(done, () => process.disconnect());
}

async function perform(job: Job): Promise<[part: Part, error: VerdictError | null]> {
  const { seed, nonce, slice, shard, accounts, probes, epoch, history, unmasked } = job;
  const config = await joinConfig({ data: job.config, code: job.code }, job.configFile);
  const resolved = resolveSettings(config, job.demo ?? undefined);
  const settings = {
    ...resolved,
    seed,
    nonce,
    crowd: { ...resolved.crowd, connectRate: job.connectRate },
  };
  const plan = makePlan({ ...planShape({ ...resolved, seed, nonce }), accounts, slice });
  const header = headerOf(
    { ...resolved, seed, nonce },
    { target: job.target, plan, epoch, shard, unmasked },
  );
  const keeper = keepHistory(history, header, (failure) => stopper.stop(failure));
  const judge = createJudge(header, {
    schemas: settings.contract.schemas,
    own: settings.checkers,
    listener: keeper.listener,
  });
  const progress = freshProgress(settings, slice);
  const telling = setInterval(() => say({ type: "progress", progress }), PROGRESS);
  const failure = await record({
    settings,
    cast: { plan, accounts, probes },
    bases: job.bases,
    // The conductor made sure that all of them can be opened.
    sourceOf: sourcesTowards(job.bases),
    sinks: [
      keeper,
      guardedSink(judge, (thrown) => stopper.stop(asHarnessError(thrown))),
      progressSink(progress, judge),
    ],
    clock: clockSince(job.started),
    stopper,
    progress,
    async onPhase(phase) {
      say({ type: "phase", phase });
      if (phase === "connected" || phase === "lingering") await gate(phase).promise;
    },
  });
  clearInterval(telling);
  const part = judge.finishPart();
  await keeper.close();
  const reason = stopper.reason ?? failure ?? keeper.failure;
  return [part, reason && plain(reason)];
}

/** Milliseconds since a moment of the machine's clock. */
function clockSince(started: number): () => number {
  const offset = machineTime() - performance.now() - started;
  return () => performance.now() + offset;
}

function plain({ code, message, hint }: HarnessError): VerdictError {
  return { code, message, hint };
}
