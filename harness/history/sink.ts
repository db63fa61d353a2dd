import type { Op } from "./op.ts";

/** Where stamped ops go, one after the other: a writer, a judge, a test's array. */
export interface OpSink {
  push(op: Op): void;
}
