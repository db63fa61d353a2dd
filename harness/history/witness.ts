import type { CloseOp, FaultOp, OpenOp, SendOp, Unstamped } from "./op.ts";

/**
 * What a crowd reports to, as it happens. The recorder is one: it stamps, searches, redacts and writes.
 * The crowd hands over raw bytes and gets back what they mean, so that it knows when a run is over.
 */
export interface Witness<Meaning> {
  /** Milliseconds since the execution began: the clock of all ops. */
  now(): number;
  /** `evidence`: upgrade headers, or the rejection's headers and body. */
  opened(op: Unstamped<OpenOp>, evidence: Buffer): void;
  /** `evidence`: the close reason's bytes. */
  closed(op: Unstamped<CloseOp>, evidence: Buffer): void;
  sent(op: Unstamped<SendOp>): void;
  message(
    connection: number,
    user: string | null,
    data: Buffer,
    binary: boolean,
  ): readonly Meaning[];
  control(connection: number, user: string | null, kind: "ping" | "pong", data: Buffer): void;
  fault(op: Unstamped<FaultOp>): void;
}
