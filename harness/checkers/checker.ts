import type { Contract } from "../contract/contract.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { Op, OpType } from "../history/op.ts";
import type { Observation } from "../verdict/finding.ts";
import type { GuaranteeName } from "../verdict/guarantee.ts";
import type { Tally } from "../verdict/judgement.ts";
import type { Place, Run, Scene } from "./scene/scene.ts";

/**
 * Decides one guarantee in one pass. Pure: no clock, no socket, no file; time comes with the ops.
 *
 * A checker reports what it sees and blames nobody else: attribution joins reports of one fault.
 */
export interface Checker {
  readonly guarantee: GuaranteeName;
  /** Ops that `observe` is to be told of; all of them where it is left out. */
  readonly watches?: readonly Watched[];
  /** Every op in order of index, after the ledger has placed it. */
  observe?(op: Op, place: Place): void;
  /** A run to which nothing can be added: its linger is over, its patience spent, or the history ended. */
  settle?(run: Run): void;
  /** After the last op, and after every open run was settled. */
  finish?(): void;
  tally(): Tally;
}

/** `stray`: of the events those that are not plainly of a run of their receiver's. Nearly all are. */
export type Watched = OpType | "stray";

export interface CheckContext {
  readonly header: HistoryHeader;
  readonly contract: Contract;
  readonly scene: Scene;
  /** Tells one violation, at any time up to the end of `finish`. */
  readonly report: (observation: Observation) => void;
}

/**
 * Makes the checker of one history, or of a slice of it; a config's own is called by its name in the header of the
 * history. What it throws, or its checker, makes that guarantee unknown.
 */
export type CheckerFactory = (context: CheckContext) => Checker;
