import type { Measured } from "../crowd-shape.ts";
import { grouped } from "../../reports/figures.ts";
import { startClient } from "../processes/client.ts";
import { startServer } from "../processes/server.ts";
import type { Check } from "../report/result.ts";
import type { Bench, Measure } from "./measure.ts";

/** Milliseconds for one client, from its start to its end. */
const BOUND = 120_000;

/** Executions of each kind for one repetition. */
const SERIES = 5;

/** Share of what the client can take. */
const HALF = 0.5;

/** A limit that nobody can meet who waits for a full event loop, and one that anybody else meets. */
const TIGHT = "20ms";
const WIDE = "5s";

export const saturation: Measure = {
  id: "f",
  title: "Knowing when the harness is the bottleneck",
  about: "executions that saturate the client, and half-loaded ones: which of them say so",
  async run(bench) {
    const users = bench.quick ? 200 : 1_000;
    const [full, half] = bench.quick ? [60, 40] : [60, 50];
    const first = await execute(bench, { users, runs: full, rate: null, total: TIGHT });
    const rate = Math.round(rateOf(first) * HALF);
    bench.tell(
      `takes ${grouped(Math.round(rateOf(first)))} events/s; half of it: ${grouped(rate)}`,
    );
    const saturated = [first];
    const loaded: Measured[] = [];
    const count = bench.quick ? 1 : SERIES * bench.repetitions;
    for (let at = 1; at <= count; at += 1) {
      if (at > 1)
        saturated.push(await execute(bench, { users, runs: full, rate: null, total: TIGHT }));
      loaded.push(await execute(bench, { users, runs: half, rate, total: WIDE }));
      bench.tell(`${at}/${count}  ${inWords(saturated.at(-1))}; ${inWords(loaded.at(-1))}`);
    }
    return {
      id: this.id,
      title: this.title,
      rows: [
        { name: "unpaced", unit: "events/s", values: saturated.map(rateOf) },
        { name: "half-loaded", unit: "events/s", values: loaded.map(rateOf) },
      ],
      checks: [
        check(
          "saturated: said to be the bottleneck, and the deadlines unknown",
          saturated,
          isExcused,
        ),
        check("half-loaded: nothing said, and the deadlines judged", loaded, isUntroubled),
      ],
      notes: [
        `${users} users, a run open of each. Unpaced: as fast as client and server go, with ${TIGHT} for a run, which is missed. Half-loaded: the server sends half as many events a second as the first unpaced execution had, with ${WIDE} for a run, which is met.`,
      ],
    };
  },
};

interface Load {
  readonly users: number;
  readonly runs: number;
  readonly rate: number | null;
  readonly total: string;
}

async function execute(bench: Bench, { users, runs, rate, total }: Load): Promise<Measured> {
  await using server = await startServer(bench.processes, { rate, burst: 1 });
  const shape = { port: server.port, users, runsPerUser: runs, runsAtOnce: 1, total };
  return await startClient(bench.processes, "validated", shape, BOUND).measured;
}

function rateOf({ events, wall }: Measured): number {
  return (events * 1_000) / wall;
}

function isExcused({ bottleneck, deadlines, found }: Measured): boolean {
  return bottleneck > 0 && deadlines === "unknown" && found.length === 0;
}

function isUntroubled({ bottleneck, deadlines, found }: Measured): boolean {
  return bottleneck === 0 && deadlines === "pass" && found.length === 0;
}

function check(what: string, all: readonly Measured[], isAsDue: (one: Measured) => boolean): Check {
  const bad = all.filter((one) => !isAsDue(one));
  return {
    what,
    ok: bad.length === 0,
    found: [`${all.length - bad.length} of ${all.length}`, ...bad.map(inWords)].join("; "),
  };
}

function inWords(one: Measured | undefined): string {
  return one === undefined
    ? ""
    : `${grouped(Math.round(rateOf(one)))} events/s, bottleneck for ${one.bottleneck} s, deadlines ${one.deadlines}`;
}
