import { setTimeout as pause } from "node:timers/promises";
import type { Bench } from "../measures/measure.ts";
import { cpuOf, residentOf } from "../processes/outside.ts";
import { portsAtRest } from "../processes/ports.ts";
import { startServer } from "../processes/server.ts";
import type { PlantedFault } from "../server-options.ts";
import type { Peer, Task } from "./peer.ts";

/** What was seen of a tool from outside. */
export interface Observed {
  /** Connections a second, from the first to the last. */
  readonly rate: number;
  /** Bytes, with everybody connected and a while gone by. */
  readonly resident: number;
  /** CPU an event in microseconds, from the first event to the last. */
  readonly cost: number;
  /** What it says itself: events that it found right, and what it found wrong. */
  readonly events: number;
  readonly wrong: string | null;
}

const RATE = 50_000;
/** Milliseconds until a tool that has connected everybody counts as idle. */
const IDLE = 1_500;
const EVENTS = 5;

export async function observe(
  bench: Bench,
  peer: Peer,
  { users, runs }: Omit<Task, "port">,
  fault: PlantedFault | null = null,
): Promise<Observed> {
  await portsAtRest();
  await using server = await startServer(bench.processes, {
    rate: RATE,
    burst: 1,
    hold: true,
    fault,
    expect: { connections: users + peer.others, runs: users * runs },
  });
  const running = await peer.start(bench, { port: server.port, users, runs });
  const { child } = running;
  const pid = child.process.pid ?? 0;
  const early = endsEarly(child.over);
  const took = await Promise.race([server.connected, early]);
  await pause(IDLE);
  const resident = residentOf(pid, "now");
  const before = cpuOf(pid);
  server.go();
  await Promise.race([server.told, early]);
  const cpu = cpuOf(pid) - before;
  return {
    rate: (users * 1_000) / took,
    resident,
    cost: (cpu * 1_000) / (users * runs * EVENTS),
    ...(await running.account()),
  };
}

async function endsEarly(over: Promise<void>): Promise<never> {
  await over;
  throw new Error("the tool ended before the server had told everything");
}
