import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Part } from "../../checkers/parts/part.ts";
import type { CrowdPhase } from "../../crowd/crowd.ts";
import { HarnessError } from "../../errors/harness-error.ts";
import { type Slice, sliceWords } from "../../history/slice.ts";
import type { VerdictError } from "../../verdict/verdict.ts";
import { MANY } from "../nursery.ts";
import type { Progress } from "../progress.ts";
import type { Job, Order, Word } from "./messages.ts";
import { whenEnded } from "./worker-end.ts";

/** Characters of a worker's last words that are kept. */
const LAST_WORDS = 4_000;

/** A nursery of half the size; and a heap grows by a third before it is looked through, and not to its double. */
const THRIFT = ["--max-semi-space-size=8", "--heap-growing-percent=30"] as const;

/** What a worker left. */
export interface WorkerResult {
  /** Null: it died, or could not begin. */
  readonly part: Part | null;
  readonly error: VerdictError | null;
}

export interface WorkerHooks {
  phase(phase: CrowdPhase): void;
  progress(progress: Progress): void;
}

/** A worker that runs. */
export interface Worker {
  readonly result: Promise<WorkerResult>;
  order(order: Order): void;
  /** Ends it at once. */
  kill(): void;
}

/** Starts a worker with its job. It ends by itself when it is done, or when this process is gone. */
export function startWorker(job: Job, hooks: WorkerHooks): Worker {
  const child = fork(
    fileURLToPath(new URL(`worker${extname(import.meta.filename)}`, import.meta.url)),
    {
      execArgv: [...process.execArgv, ...(usersOf(job) < MANY ? [] : THRIFT)],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    },
  );
  const order = (one: Order): void => {
    // One that is gone says so by its exit.
    if (child.connected) child.send(one, () => {});
  };
  const result = resultOf(child, job.slice, hooks);
  order({ type: "job", job });
  return { result, order, kill: () => void child.kill("SIGKILL") };
}

function usersOf({ accounts, slice }: Job): number {
  return Math.ceil(accounts.length / slice.count);
}

async function resultOf(
  child: ChildProcess,
  slice: Slice,
  hooks: WorkerHooks,
): Promise<WorkerResult> {
  const { promise, resolve } = Promise.withResolvers<WorkerResult>();
  let lastWords = "";
  child.stderr?.on("data", (data: Buffer) => {
    lastWords = `${lastWords}${data.toString()}`.slice(-LAST_WORDS);
  });
  child.on("message", (word: Word) => {
    if (word.type === "phase") hooks.phase(word.phase);
    else if (word.type === "progress") hooks.progress(word.progress);
    else resolve(word);
  });
  const died = (how: string): void => {
    const { code, message, hint } = new HarnessError(
      "worker-died",
      `Worker ${sliceWords(slice)} ${how}${errorIn(lastWords)}`,
    );
    resolve({ part: null, error: { code, message, hint } });
  };
  child.on("error", (error) => died(`could not be started: ${error.message}`));
  whenEnded(child, (how) => died(`ended by itself (${how})`));
  return await promise;
}

/** Of what Node prints before it dies, the line that names the error. */
function errorIn(words: string): string {
  const line = words.split("\n").find((one) => /(?:Error|FATAL)\b.*:/.test(one));
  return line === undefined ? "" : `: ${line.trim()}`;
}
