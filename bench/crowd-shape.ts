import type { Config } from "../harness/run/config.ts";
import { fiveEvents } from "../harness/contract/five-events.ts";
import { json } from "../harness/dialects/json.ts";
import { DEMO_DIALECT } from "../harness/run/demo.ts";
import { planSockets, type SourceOf } from "../harness/run/sockets/plan-sockets.ts";
import { socketFacts } from "../harness/run/sockets/socket-facts.ts";

/** What a client of a benchmark is to do; it comes as the first argument, as JSON. */
export interface Shape {
  readonly port: number;
  readonly users: number;
  readonly runsPerUser: number;
  readonly runsAtOnce: number;
  /** How long a run may take; absent: long. */
  readonly total?: string;
  /** File for the history; absent: none is written. */
  readonly history?: string;
}

/** Users who start nothing; the counted client opens as many connections. */
export const SENTINELS = 2;

/** The same as a config: everything claimed that the demo claims, but for limits of time. */
export function configOf({ port, users, runsPerUser, runsAtOnce, total = "60s" }: Shape): Config {
  return {
    target: { url: `ws://127.0.0.1:${port}/ws` },
    dialect: json(DEMO_DIALECT),
    contract: fiveEvents({
      envelope: ["user", "thread", "id", "seq", "timestamp"],
      echo: "required",
      fanout: "all",
      maxClockSkew: "1m",
      deadlines: { accepted: "30s", first: "30s", gap: "30s", total },
    }),
    crowd: {
      users,
      sentinels: SENTINELS,
      runsPerUser,
      runsAtOnce,
      maxOpenRuns: users * runsAtOnce,
      prompts: "plain",
      connectRate: 1_000_000,
    },
    claims: { identity: "claimed", clock: "claimed" },
    seed: "bench",
    linger: "500ms",
    patience: "30s",
  };
}

/** Where the connections come from, on both sides. @throws HarnessError when they are too many for a process */
export function sourcesOf({ port, users }: Shape): SourceOf {
  const targets = [`ws://127.0.0.1:${port}/ws`];
  return planSockets({ connections: users + SENTINELS, workers: 1, targets }, socketFacts());
}

/** What a client measured between the first run and the end of the last. */
export interface Measured {
  readonly events: number;
  readonly bytes: number;
  /** CPU time of the process, and time on the wall, in milliseconds. */
  readonly cpu: number;
  readonly wall: number;
  /** With the modules loaded and no plan yet, with all connections open, and at the end. */
  readonly memory: { readonly idle: Memory; readonly connected: Memory; readonly end: Memory };
  /** Milliseconds from the first connection to the last. */
  readonly ramp: number;
  /** That of the verdict; `counted` where nobody judged. */
  readonly outcome: string;
  readonly found: readonly Found[];
  /** Seconds in which the client itself was the bottleneck. */
  readonly bottleneck: number;
  /** Outcome of the deadlines; `counted` where nobody judged. */
  readonly deadlines: string;
  /** How it went meanwhile, every 100 ms; empty where nobody looked. */
  readonly marks: readonly Mark[];
}

/** A finding, as far as a benchmark looks at it. */
export interface Found {
  readonly guarantee: string;
  readonly kind: string;
  readonly user: string | null;
  readonly run: string | null;
}

/** Events received, and CPU time spent in milliseconds, until a moment. */
export interface Mark {
  readonly events: number;
  readonly cpu: number;
}

/** Bytes: what the system counts, and what is in use of it by the engine and its buffers. */
export interface Memory {
  readonly resident: number;
  readonly live: number;
}

/** What is left once garbage is collected, where a collector is at hand. */
export function restingMemory(): Memory {
  global.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, live: heapUsed + external };
}
