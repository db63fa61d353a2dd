import type { Measured, Shape } from "../crowd-shape.ts";
import { startClient } from "../processes/client.ts";
import { startServer } from "../processes/server.ts";
import { ratios } from "../report/statistics.ts";
import { allPass, costOf, inWords, pace } from "./costs.ts";
import type { Bench, Measure } from "./measure.ts";
import { pipelineCost } from "./pipeline.ts";
import { plantedChecks } from "./planted.ts";
import { takeTurns } from "./rounds.ts";

/** How the events come: one a message and at a steady pace, or as fast as they go and many in a segment. */
export interface Stream {
  readonly name: string;
  readonly rate: number | null;
  readonly burst: number;
  readonly shape: Omit<Shape, "port">;
  /** Runs of each user where something is planted: enough for full speed. */
  readonly plantedRuns: number;
}

/** Milliseconds for one client, from its start to its end. */
const BOUND = 180_000;

export function streams(quick: boolean): { readonly single: Stream; readonly burst: Stream } {
  const users = quick ? 100 : 1_000;
  return {
    single: {
      name: "one event a message",
      rate: 50_000,
      burst: 1,
      shape: { users, runsPerUser: quick ? 20 : 100, runsAtOnce: 1 },
      plantedRuns: quick ? 20 : 30,
    },
    burst: {
      name: "16 events a segment",
      rate: null,
      burst: 16,
      shape: { users, runsPerUser: quick ? 32 : 160, runsAtOnce: 16 },
      plantedRuns: quick ? 32 : 48,
    },
  };
}

export const eventCost: Measure = {
  id: "a",
  title: "What validating costs beside receiving",
  about: "CPU an event: Quintet against bare ws that only counts; planted faults at that speed",
  async run(bench) {
    const { single, burst } = streams(bench.quick);
    const slow = await compare(bench, single);
    const fast = await compare(bench, burst);
    const bare = await pipelineCost(bench);
    const planted = [
      ...(await plantedChecks(bench, single)),
      ...(await plantedChecks(bench, burst)),
    ];
    return {
      id: this.id,
      title: this.title,
      rows: [
        { name: "one event a message: counted", unit: "µs", values: slow.counted.map(costOf) },
        { name: "one event a message: validated", unit: "µs", values: slow.validated.map(costOf) },
        {
          name: "counted ÷ validated",
          unit: "×",
          values: ratios(slow.counted.map(costOf), slow.validated.map(costOf)),
          goal: { atLeast: 0.8 },
        },
        { name: "bursts: counted", unit: "µs", values: fast.counted.map(costOf) },
        { name: "bursts: validated", unit: "µs", values: fast.validated.map(costOf) },
        {
          name: "bursts: counted, a CPU-second",
          unit: "events/s",
          values: fast.counted.map(pace),
        },
        {
          name: "bursts: validated, a CPU-second",
          unit: "events/s",
          values: fast.validated.map(pace),
        },
        {
          name: "validated ÷ counted",
          unit: "×",
          values: ratios(fast.validated.map(pace), fast.counted.map(pace)),
          goal: { atLeast: 0.5 },
        },
        ...bare.rows,
      ],
      checks: [
        allPass(single.name, slow.validated, slow.counted, eventsOf(single)),
        allPass(burst.name, fast.validated, fast.counted, eventsOf(burst)),
        bare.check,
        ...planted,
      ],
      notes: [
        `CPU time of the client's process, user and system, over events received; ${single.shape.users} users. It includes, on both sides, sending each run's start and receiving its acceptance: one of each for five events.`,
        `One event a message: paced at ${single.rate} events a second. Bursts: the events of 16 runs of a connection go out in one write, and so do their acceptances, unpaced; each start is still sent by itself.`,
        "Validated: crowd, recorder, canary search and all checkers of the demo's claims, without a history file. Without sockets: the same from bytes in memory to the verdict, its second half measured. Counted: ws, which starts the same runs and counts messages.",
      ],
    };
  },
};

type Compared = Readonly<Record<"counted" | "validated", readonly Measured[]>>;

async function compare(bench: Bench, { name, rate, burst, shape }: Stream): Promise<Compared> {
  await using server = await startServer(bench.processes, { rate, burst });
  const { port } = server;
  const side = (client: "counted" | "validated") => () =>
    startClient(bench.processes, client, { port, ...shape }, BOUND).measured;
  bench.tell(`${name}: ${shape.users} users, ${shape.runsPerUser} runs each`);
  return await takeTurns(
    bench,
    { counted: side("counted"), validated: side("validated") },
    inWords,
  );
}

/** Events that a stream holds. */
export function eventsOf({ shape }: Stream): number {
  return shape.users * shape.runsPerUser * 5;
}
