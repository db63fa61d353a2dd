import type { Measured } from "../crowd-shape.ts";
import { type Client, startClient } from "../processes/client.ts";
import { portsAtRest } from "../processes/ports.ts";
import { startServer } from "../processes/server.ts";
import { ratios } from "../report/statistics.ts";
import { allPass } from "./costs.ts";
import type { Bench, Measure } from "./measure.ts";
import { takeTurns } from "./rounds.ts";

const BOUND = 180_000;
const RATE = 50_000;
const RUNS = 1;

export const connections: Measure = {
  id: "b",
  title: "Connecting, and holding connections",
  about: "connect rate, and memory a user at 10,000 users: Quintet against bare ws",
  async run(bench) {
    const users = bench.quick ? 200 : 10_000;
    const { bare, quintet } = await takeTurns(
      bench,
      {
        bare: () => crowd(bench, "counted", users),
        quintet: () => crowd(bench, "validated", users),
      },
      (one) => `${Math.round(rate(one, users))} users/s, ${megabytes(one).toFixed(1)} MB`,
    );
    const rates = [bare, quintet].map((side) => side.map((one) => rate(one, users)));
    const each = [bare, quintet].map((side) => side.map((one) => kilobytesEach(one, users)));
    const [bareRates = [], ourRates = []] = rates;
    const [bareEach = [], ourEach = []] = each;
    return {
      id: this.id,
      title: this.title,
      rows: [
        { name: "connect rate: bare ws", unit: "users/s", values: bareRates },
        { name: "connect rate: Quintet", unit: "users/s", values: ourRates },
        {
          name: "Quintet ÷ bare ws",
          unit: "×",
          values: ratios(ourRates, bareRates),
          goal: { atLeast: 0.9 },
        },
        { name: "resident, all connected: bare ws", unit: "MB", values: bare.map(megabytes) },
        { name: "resident, all connected: Quintet", unit: "MB", values: quintet.map(megabytes) },
        { name: "a user, above an idle start: bare ws", unit: "KB", values: bareEach },
        {
          name: "a user, above an idle start: Quintet",
          unit: "KB",
          values: ourEach,
          goal: { atMost: 25 },
        },
        { name: "a user: Quintet ÷ bare ws", unit: "×", values: ratios(ourEach, bareEach) },
      ],
      checks: [allPass(`${users} users`, quintet, bare, users * RUNS * 5)],
      notes: [
        `${users} users, 50 handshakes under way at once on both sides, a fresh server for each crowd. An idle start is the client's process with its modules loaded and nothing planned; both sides hold tokens and one planned run a user.`,
        "Memory is what is resident after a collection of garbage, with everybody connected and nobody served yet.",
      ],
    };
  },
};

async function crowd({ processes }: Bench, client: Client, users: number): Promise<Measured> {
  await portsAtRest();
  await using server = await startServer(processes, { rate: RATE, burst: 1 });
  const shape = { port: server.port, users, runsPerUser: RUNS, runsAtOnce: 1 };
  return await startClient(processes, client, shape, BOUND).measured;
}

function rate({ ramp }: Measured, users: number): number {
  return (users * 1_000) / ramp;
}

function megabytes({ memory }: Measured): number {
  return memory.connected.resident / 1e6;
}

function kilobytesEach({ memory }: Measured, users: number): number {
  return (memory.connected.resident - memory.idle.resident) / 1e3 / users;
}
