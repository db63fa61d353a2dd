import type { Part } from "../../checkers/parts/part.ts";
import type { Slice } from "../../history/slice.ts";

/** What one thread is to judge: slices of a history, each out of the file that holds it. */
export type SliceJob = readonly SliceSource[];

export interface SliceSource {
  readonly path: string;
  /** Null: all that the file holds. */
  readonly slice: Slice | null;
  /** Whole milliseconds by which its clock began after the first of the history. */
  readonly later: number;
}

/** The parts of a job; null: there is something to tell, for which the history must be judged as a whole. */
export type SliceAnswer = readonly Part[] | null;
