import type { Check, Row } from "../report/result.ts";
import { ratios } from "../report/statistics.ts";
import { artillery } from "../peers/artillery.ts";
import { k6 } from "../peers/k6.ts";
import { type Observed, observe } from "../peers/observe.ts";
import type { Peer } from "../peers/peer.ts";
import { quintet } from "../peers/quintet.ts";
import type { Bench, Measure } from "./measure.ts";
import { takeTurns } from "./rounds.ts";

export const peers: Measure = {
  id: "d",
  title: "Against other tools",
  about: "Artillery's WebSocket engine with a validating hook (and k6, where it is): the same runs",
  async run(bench) {
    const others = [artillery, ...(await k6())];
    const all = [quintet, ...others];
    const [many, few] = bench.quick ? [200, 50] : [10_000, 1_000];
    const perUser = bench.quick ? 20 : 100;
    const ramps = await inTurn(bench, all, many, 1);
    const costs = await inTurn(bench, all, few, perUser);
    const caught = await Promise.all(others.map((peer) => catches(bench, peer)));
    const rows = (
      from: Taken,
      what: string,
      unit: Row["unit"],
      value: (one: Observed) => number,
    ): readonly Row[] =>
      all.map((peer) => row(`${what}: ${peer.name}`, unit, of(from, peer), value));
    const against = (
      from: Taken,
      value: (one: Observed) => number,
      goal?: Row["goal"],
    ): readonly Row[] =>
      others.map((peer) => ({
        name: `Quintet ÷ ${peer.name}`,
        unit: "×",
        values: ratios(of(from, quintet).map(value), of(from, peer).map(value)),
        ...(goal && { goal }),
      }));
    return {
      id: this.id,
      title: this.title,
      rows: [
        ...rows(ramps, `connect rate, ${many} users`, "users/s", ({ rate }) => rate),
        ...against(ramps, ({ rate }) => rate),
        ...rows(ramps, `resident, ${many} idle users`, "MB", ({ resident }) => resident / 1e6),
        ...against(ramps, ({ resident }) => resident, { atMost: 0.5 }),
        ...rows(costs, `CPU an event, ${few} users`, "µs", ({ cost }) => cost),
        ...against(costs, ({ cost }) => cost),
      ],
      checks: [
        ...all.map((peer) => validatedAll(peer, of(ramps, peer), many)),
        ...all.map((peer) => validatedAll(peer, of(costs, peer), few * perUser)),
        ...caught,
      ],
      notes: [
        "All are measured from outside: connections as the server counts them, from the first to the last; memory and CPU of the tool's process as the kernel counts them, without a forced collection of garbage.",
        "The server holds all events until everybody is connected; each user has one run open by then. One event a message, paced at 50,000 a second.",
        "Artillery's hook checks type, number, user, run and thread of every event, and nothing else: no leaks in payloads, no copies by id, no lateness. It runs with as many threads as Artillery chooses, and without telemetry.",
        ...(others.length === 1 ? ["k6 is not on the path: not measured."] : []),
      ],
    };
  },
};

type Taken = Readonly<Record<string, readonly Observed[]>>;

function of(from: Taken, { name }: Peer): readonly Observed[] {
  return from[name] ?? [];
}

async function inTurn(
  bench: Bench,
  all: readonly Peer[],
  users: number,
  runs: number,
): Promise<Taken> {
  bench.tell(`${users} users, ${runs} runs each`);
  const sides = all.map((peer) => [peer.name, () => observe(bench, peer, { users, runs })]);
  return await takeTurns<string, Observed>(
    bench,
    Object.fromEntries(sides),
    ({ rate, resident, cost, wrong }) =>
      `${Math.round(rate)} users/s, ${(resident / 1e6).toFixed(1)} MB, ${cost.toFixed(2)} µs CPU an event, ${wrong ?? "all right"}`,
  );
}

/** A tool that would not notice a misrouted event does not validate. */
async function catches(bench: Bench, peer: Peer): Promise<Check> {
  const fault = { kind: "misroute", run: 30 } as const;
  const { wrong } = await observe(bench, peer, { users: 20, runs: 5 }, fault);
  const what = `${peer.name} notices an event sent to another user`;
  return { what, ok: wrong !== null, found: wrong ?? "nothing found" };
}

function row(
  name: string,
  unit: Row["unit"],
  observed: readonly Observed[],
  value: (one: Observed) => number,
): Row {
  return { name, unit, values: observed.map(value) };
}

function validatedAll({ name }: Peer, observed: readonly Observed[], runs: number): Check {
  const events = runs * 5;
  const bad = observed.filter((one) => one.wrong !== null || one.events !== events);
  return {
    what: `${name}, ${events} events`,
    ok: bad.length === 0 && observed.length > 0,
    found:
      bad.length === 0
        ? `all validated, in each of ${observed.length} runs`
        : bad.map((one) => `${one.events}, ${one.wrong ?? "none wrong"}`).join("; "),
  };
}
