import type { PackedFinding, PageData } from "../page-data.ts";

/** The payload as it is drawn: positions instead of differences. */
export interface CrowdModel {
  readonly payload: PageData;
  readonly lanes: number;
  readonly marks: number;
  /** First mark of each lane; one more at the end. */
  readonly starts: Uint32Array;
  readonly laneOf: Uint32Array;
  /** Milliseconds. */
  readonly time: Float64Array;
  readonly kind: Uint16Array;
  /** Position of a user; -1: says nothing of a run. */
  readonly owner: Int32Array;
  /** Number of the run, from 1; 0: none. */
  readonly run: Uint32Array;
  readonly op: Float64Array;
  /** Findings that a mark proves, by its position. */
  readonly proves: ReadonlyMap<number, readonly number[]>;
  readonly sights: readonly Sight[];
  /** Milliseconds: what is shown when all is. */
  readonly begin: number;
  readonly end: number;
}

/** Where a finding shows. Marks by position; null: not in the picture. */
export interface Sight {
  readonly finding: PackedFinding;
  readonly wrong: number | null;
  /** Where the victim's side of it shows. */
  readonly source: number | null;
  /** All lanes that it concerns. */
  readonly lanes: ReadonlySet<number>;
}

/** What is shown of it, and how. */
export interface CrowdView {
  /** Milliseconds. */
  from: number;
  to: number;
  /** Lanes shown, in order. */
  order: readonly number[];
  /** Row of each lane shown. */
  rows: ReadonlyMap<number, number>;
  /** Height of a lane. */
  row: number;
  scroll: number;
  width: number;
  height: number;
  /** A mark; -1: none. */
  selected: number;
  hovered: number;
  /** A kind of mark; -1: all. */
  kind: number;
  guarantee: string;
}
