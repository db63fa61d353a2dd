import type { CrowdPhase } from "../../crowd/crowd.ts";
import { asHarnessError } from "../../errors/harness-error.ts";
import type { ConductOptions } from "../conduct.ts";
import type { Progress } from "../progress.ts";
import { createBarrier } from "./barrier.ts";
import type { Job } from "./messages.ts";
import { startWorker, type Worker, type WorkerResult } from "./worker-process.ts";

export interface WorkOptions extends Pick<ConductOptions, "stopper" | "progress"> {
  /** When the runs begin, milliseconds since the epoch; null: once everybody is connected. */
  readonly startAt: number | null;
}

/** Milliseconds that workers may take to end in order once they are told to stop. */
const FAREWELL = 4_000;

/** Starts a worker for each job, leads them through the phases in step, and returns what each left, in that order. */
export async function runWorkers(
  jobs: readonly Job[],
  { stopper, progress, startAt }: WorkOptions,
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
