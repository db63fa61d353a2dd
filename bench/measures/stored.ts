import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClient } from "../processes/client.ts";
import { startServer } from "../processes/server.ts";
import { ratios } from "../report/statistics.ts";
import { allPass } from "./costs.ts";
import type { Bench, Measure } from "./measure.ts";
import { type Reading, readHistory } from "./read-history.ts";
import { takeTurns } from "./rounds.ts";

const BOUND = 300_000;
const EVENTS = 5;

export const stored: Measure = {
  id: "e",
  title: "Judging a stored history",
  about: "quintet check of a history of 500,000 events: events a second, and memory",
  async run(bench) {
    const folder = await mkdtemp(join(tmpdir(), "quintet-bench-"));
    try {
      return await judge(bench, join(folder, "history.ndjson"));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function judge(bench: Bench, history: string): ReturnType<Measure["run"]> {
  const users = bench.quick ? 50 : 1_000;
  const runs = bench.quick ? 40 : 100;
  const recorded = await recordHistory(bench, history, users, runs);
  const { size } = await stat(history);
  const events = users * runs * EVENTS;
  bench.tell(`a history of ${events} events, ${(size / 1e6).toFixed(1)} MB: ${recorded.outcome}`);
  const given = await takeTurns(
    bench,
    {
      parsed: () => readHistory(bench.processes, "parsed", history),
      checked: () => readHistory(bench.processes, "check", history),
    },
    (one) => `${one.events} events in ${(one.wall / 1_000).toFixed(2)} s, ${one.outcome}`,
  );
  const [parsed, checked] = [rates(given.parsed), rates(given.checked)];
  const bad = given.checked.filter((one) => one.outcome !== "pass" || one.events !== events);
  return {
    id: stored.id,
    title: stored.title,
    rows: [
      { name: "lines parsed, nothing else", unit: "events/s", values: parsed },
      { name: "quintet check", unit: "events/s", values: checked, goal: { atLeast: 500_000 } },
      { name: "checked ÷ parsed", unit: "×", values: ratios(checked, parsed) },
      {
        name: "quintet check, peak resident",
        unit: "MB",
        values: given.checked.map(({ peak }) => peak / 1e6),
      },
    ],
    checks: [
      allPass("the execution that was recorded", [recorded], [], events),
      {
        what: "verdict of the check",
        ok: bad.length === 0,
        found:
          bad.length === 0
            ? `pass, all ${events} events, ${given.checked.length} times`
            : bad.map((one) => `${one.outcome}, ${one.events} events`).join("; "),
      },
    ],
    notes: [
      `The history of ${users} users with ${runs} runs each, as an execution against the bench's server wrote it: ${(size / 1e6).toFixed(0)} MB for ${events} events, and as many acceptances and sends as runs.`,
      "The command as a user gives it, from its start to its end: reading, judging in a thread for each core, the verdict as JSON. Parsing is timed the same way.",
    ],
  };
}

function rates(readings: readonly Reading[]): readonly number[] {
  return readings.map(({ events, wall }) => (events * 1_000) / wall);
}

async function recordHistory(
  { processes }: Bench,
  history: string,
  users: number,
  runsPerUser: number,
): ReturnType<typeof startClient>["measured"] {
  await using server = await startServer(processes, { rate: 50_000, burst: 1 });
  const shape = { port: server.port, users, runsPerUser, runsAtOnce: 1, history };
  return await startClient(processes, "validated", shape, BOUND).measured;
}
