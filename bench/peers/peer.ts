import type { Bench } from "../measures/measure.ts";
import type { Child } from "../processes/processes.ts";

/** Milliseconds that a peer may take, from its start to its end. */
export const PEER_BOUND = 300_000;

/** What a peer is to do: so many users connect, and each starts so many runs, one after the other. */
export interface Task {
  readonly port: number;
  readonly users: number;
  readonly runs: number;
}

/** A tool that drives the same runs against the same server, and validates them. */
export interface Peer {
  readonly name: string;
  /** Connections that it opens beside those of the users. */
  readonly others: number;
  start(bench: Bench, task: Task): Promise<RunningPeer>;
}

export interface RunningPeer {
  readonly child: Child;
  /** Once it is over: how many events it found right, and what it found wrong, in words; null: nothing. */
  account(): Promise<{ readonly events: number; readonly wrong: string | null }>;
}
