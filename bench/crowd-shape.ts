import type { Config } from "../harness/run/config.ts";
import { fiveEvents } from "../harness/contract/five-events.ts";
import { json } from "../harness/dialects/json.ts";
import { DEMO_DIALECT } from "../harness/run/demo.ts";

/** What a client of a benchmark is to do; it comes as the first argument, as JSON. */
export interface Shape {
  readonly port: number;
  readonly users: number;
  readonly runsPerUser: number;
  readonly runsAtOnce: number;
}

/** The same as a config: everything claimed that the demo claims, but for limits of time. */
export function configOf({ port, users, runsPerUser, runsAtOnce }: Shape): Config {
  return {
    target: { url: `ws://127.0.0.1:${port}/ws` },
    dialect: json(DEMO_DIALECT),
    contract: fiveEvents({
      envelope: ["user", "thread", "id", "seq", "timestamp"],
      echo: "required",
      fanout: "all",
      maxClockSkew: "1m",
      deadlines: { accepted: "30s", first: "30s", gap: "30s", total: "60s" },
    }),
    crowd: {
      users,
      sentinels: 2,
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

/** What a client measured between the first run and the end of the last. */
export interface Measured {
  readonly events: number;
  readonly bytes: number;
  /** CPU time of the process, and time on the wall, in milliseconds. */
  readonly cpu: number;
  readonly wall: number;
  /** Resident memory in bytes: before the first connection, with all of them open, and at the end. */
  readonly memory: { readonly idle: number; readonly connected: number; readonly end: number };
  /** Milliseconds from the first connection to the last. */
  readonly ramp: number;
  readonly outcome: string;
}
