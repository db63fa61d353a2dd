import type { Role } from "../../harness/history/op.ts";
import type { MarkKind } from "./lanes/kinds.ts";

/**
 * What the page's own code draws, packed into the file: JSON, deflated, in base64. Columns, because those
 * pack well. All texts are printable already.
 */
export interface PageData {
  readonly users: readonly string[];
  readonly kinds: readonly (MarkKind & { readonly words: string })[];
  /** In the order in which they are shown: those with findings first. */
  readonly lanes: {
    readonly connection: readonly number[];
    /** Position in `users`; -1: a probe. */
    readonly user: readonly number[];
    readonly role: readonly Role[];
    /** Credentials of a probe, else empty. */
    readonly probe: readonly string[];
    /** How many marks it has: they follow one another. */
    readonly marks: readonly number[];
  };
  readonly marks: {
    /** Hundredths of a millisecond, each as the difference from the one before in its lane. */
    readonly time: readonly number[];
    readonly kind: readonly number[];
    /** 0: says nothing of a run; 1: of the lane's own user; else 2 + the position of another user. */
    readonly owner: readonly number[];
    /** Number of the run, from 1; 0: none. */
    readonly run: readonly number[];
    /** As the difference from the one before in its lane. */
    readonly op: readonly number[];
  };
  readonly findings: readonly PackedFinding[];
  readonly faults: readonly (readonly [time: number, fault: string])[];
}

export interface PackedFinding {
  /** Of its story in the page. */
  readonly id: string;
  readonly title: string;
  readonly guarantee: string;
  readonly message: string;
  /** Position in `users`; -1: nobody of the plan, or a probe. */
  readonly user: number;
  readonly victim: number;
  readonly ops: readonly number[];
}
