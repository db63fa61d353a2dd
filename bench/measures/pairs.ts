import { type Measured, type Memory, SENTINELS, type Shape } from "../crowd-shape.ts";
import { type Client, startClient } from "../processes/client.ts";
import { portsAtRest } from "../processes/ports.ts";
import { startServer } from "../processes/server.ts";
import type { Bench } from "./measure.ts";

/** Events a second, over all pairs. */
const RATE = 50_000;
/** Users of one pair: a process may hold some 20,000 descriptors. */
const USERS = 15_000;
const BOUND = 300_000;

/**
 * A crowd of any size against servers that begin to tell once everybody is connected: one pair of
 * processes, or as many as the descriptors of a process demand.
 */
export async function crowdOf(
  { processes }: Pick<Bench, "processes">,
  client: Client,
  shape: Omit<Shape, "port">,
): Promise<Measured> {
  await portsAtRest();
  const count = Math.ceil(shape.users / USERS);
  await using stack = new AsyncDisposableStack();
  const pairs = Array.from({ length: count }, async (_, at) => {
    const users = Math.floor((shape.users + at) / count);
    const server = stack.use(
      await startServer(processes, {
        rate: RATE / count,
        burst: 1,
        hold: true,
        expect: { connections: users + SENTINELS, runs: users * shape.runsPerUser },
      }),
    );
    const { measured } = startClient(
      processes,
      client,
      { ...shape, users, port: server.port },
      BOUND,
    );
    return { server, measured };
  });
  const started = await Promise.all(pairs);
  const all = Promise.all(started.map(({ measured }) => measured));
  // A client that dies never connects: what it says is worth more than waiting.
  await Promise.race([all, Promise.all(started.map(({ server }) => server.connected))]);
  for (const { server } of started) server.go();
  return (await all).reduce(sum);
}

/** The wall is that of the slowest, and a verdict the first that is no pass. */
function sum(a: Measured, b: Measured): Measured {
  const add = (key: "events" | "bytes" | "cpu") => a[key] + b[key];
  return {
    events: add("events"),
    bytes: add("bytes"),
    cpu: add("cpu"),
    wall: Math.max(a.wall, b.wall),
    ramp: Math.max(a.ramp, b.ramp),
    memory: {
      idle: both(a.memory.idle, b.memory.idle),
      connected: both(a.memory.connected, b.memory.connected),
      end: both(a.memory.end, b.memory.end),
    },
    outcome: a.outcome === "pass" ? b.outcome : a.outcome,
    found: [...a.found, ...b.found],
    bottleneck: Math.max(a.bottleneck, b.bottleneck),
    deadlines: a.deadlines === "pass" ? b.deadlines : a.deadlines,
    marks: [],
  };
}

function both(a: Memory, b: Memory): Memory {
  return { resident: a.resident + b.resident, live: a.live + b.live };
}
