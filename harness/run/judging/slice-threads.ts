import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Part } from "../../checkers/parts/part.ts";
import { isHistory, PACKED } from "../../recorder/history-parts.ts";
import type { SliceSource } from "./judge-slices.ts";

/** Bytes of a history below which a second thread starts for longer than it helps. */
export const WORTHWHILE = 16_000_000;

/** How many times as long a packed history is. */
const PACKING = 8;

/** Threads at most, ours among them: each reads over all lines of a file, and holds the plan. */
const MOST = 8;

export function mostThreads(cores: number = availableParallelism()): number {
  return Math.min(cores, MOST);
}

/** Bytes of these histories, unpacked; of a packed one about. */
export function lengthOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => {
    const { size } = statSync(path);
    return sum + (path.endsWith(PACKED) ? size * PACKING : size);
  }, 0);
}

/** Threads that judge slices beside this one. Once started they make themselves ready, while others load what they need. */
export class SliceThreads implements Disposable {
  readonly #workers: readonly Worker[];
  readonly #answers: readonly Promise<readonly Part[] | null>[];

  /** @throws Error where threads are not to be had */
  constructor(count: number) {
    const file = new URL(`slice-thread${extname(import.meta.filename)}`, import.meta.url);
    const workers: Worker[] = [];
    this.#workers = workers;
    this.#answers = Array.from({ length: count }, async () => {
      const worker = new Worker(file);
      workers.push(worker);
      return await answerOf(worker);
    });
  }

  /** For the history at this path, a folder or a file; null: it is short, or not there, and no threads are needed. */
  static for(path: string): SliceThreads | null {
    try {
      const paths = statSync(path).isDirectory()
        ? readdirSync(path)
            .filter(isHistory)
            .map((name) => join(path, name))
        : [path];
      const others = mostThreads() - 1;
      return others > 0 && lengthOf(paths) >= WORTHWHILE ? new SliceThreads(others) : null;
    } catch {
      // Whoever opens it says what is wrong with it.
      return null;
    }
  }

  get count(): number {
    return this.#workers.length;
  }

  /** A thread a job, of which there are no more than threads. Null: it could not go on, or has something to tell. */
  judge(jobs: readonly (readonly SliceSource[])[]): readonly Promise<readonly Part[] | null>[] {
    return jobs.map(async (job, at) => {
      this.#workers[at]?.postMessage(job);
      return (await this.#answers[at]) ?? null;
    });
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}

/** Its only one; null: it has none. */
async function answerOf(worker: Worker): Promise<readonly Part[] | null> {
  const { promise, resolve } = Promise.withResolvers<readonly Part[] | null>();
  worker.once("message", resolve);
  worker.once("error", () => resolve(null));
  worker.once("exit", () => resolve(null));
  return await promise;
}
