import type { CloseOp, FaultOp, OpenOp, SendOp, Unstamped } from "./op.ts";

/** The request that a text answers: what was asked of which run, and the HTTP status. */
export interface Answered {
  readonly run: string;
  readonly action: "start" | "cancel";
  readonly status: number;
  /** Of an answer that streams: its head, or one event of it. Absent: the text is the whole body. */
  readonly part?: "head" | "event";
}

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
  /** `answered`: it is the body of an HTTP answer, and came beside the socket. */
  message(
    connection: number,
    user: string | null,
    data: Buffer,
    binary: boolean,
    answered?: Answered,
  ): readonly Meaning[];
  control(connection: number, user: string | null, kind: "ping" | "pong", data: Buffer): void;
  fault(op: Unstamped<FaultOp>): void;
}
