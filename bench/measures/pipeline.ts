import { built } from "../built.ts";
import type { Check, Row } from "../report/result.ts";
import type { Bench } from "./measure.ts";
import { takeTurns } from "./rounds.ts";

const BOUND = 120_000;

interface Told {
  readonly parsing: number;
  readonly pipeline: number;
  readonly findings: number;
}

/** The same work without sockets, in memory: what is left when the cost of receiving is taken away. */
export async function pipelineCost(
  bench: Bench,
): Promise<{ readonly rows: readonly Row[]; readonly check: Check }> {
  const size = bench.quick ? { users: 100, runsPerUser: 20 } : { users: 1_000, runsPerUser: 100 };
  const { pipeline: told } = await takeTurns(
    bench,
    { pipeline: () => measure(bench, size) },
    ({ parsing, pipeline }) =>
      `${pipeline.toFixed(2)} µs an event without sockets, ${parsing.toFixed(2)} µs to parse it`,
  );
  const findings = told.reduce((sum, one) => sum + one.findings, 0);
  return {
    rows: [
      { name: "JSON.parse alone", unit: "µs", values: told.map(({ parsing }) => parsing) },
      {
        name: "recorder and checkers, without sockets",
        unit: "µs",
        values: told.map(({ pipeline }) => pipeline),
      },
    ],
    check: {
      what: "without sockets",
      ok: findings === 0,
      found: findings === 0 ? "no finding" : `${findings} findings`,
    },
  };
}

async function measure({ processes }: Bench, size: object): Promise<Told> {
  const child = processes.fork(built("bench/pipeline.ts"), size, BOUND, { collect: true });
  let told: Told | null = null;
  child.process.on("message", (message) => {
    told = message as Told;
  });
  await child.over;
  if (told === null) throw new Error("the pipeline ended without a word");
  return told;
}
