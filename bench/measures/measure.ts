import type { Processes } from "../processes/processes.ts";
import type { BenchId, Section } from "../report/result.ts";

/** A benchmark. */
export interface Measure {
  readonly id: BenchId;
  readonly title: string;
  /** What the help says of it, in a line. */
  readonly about: string;
  /** @throws when it could not be measured: a process that died, or was not done in time */
  run(bench: Bench): Promise<Section>;
}

/** What a benchmark works with. */
export interface Bench {
  readonly processes: Processes;
  readonly repetitions: number;
  /** Small sizes. */
  readonly quick: boolean;
  /** A hundred thousand users, too. */
  readonly huge: boolean;
  /** Tells what was just done, in a line. */
  tell(line: string): void;
}
