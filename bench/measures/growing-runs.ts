import type { Mark, Measured } from "../crowd-shape.ts";
import type { Section } from "../report/result.ts";
import { ratios } from "../report/statistics.ts";
import { allPass, inWords } from "./costs.ts";
import type { Bench } from "./measure.ts";
import { crowdOf } from "./pairs.ts";
import { takeTurns } from "./rounds.ts";

const EVENTS = 5;
const FLAT = { atMost: 1.2 } as const;

/**
 * The same users with few runs and with a hundred times as many. A short execution is mostly the warming
 * of the engine, so the cost of early and of late runs is read off the long one.
 */
export async function growingRuns(
  bench: Bench,
): Promise<Pick<Section, "rows" | "checks" | "notes">> {
  const users = bench.quick ? 20 : 500;
  const few = 10;
  const many = few * 100;
  const crowd = (runsPerUser: number) => () =>
    crowdOf(bench, "validated", { users, runsPerUser, runsAtOnce: 1 });
  const sides = { few: crowd(few), many: crowd(many) };
  const given = await takeTurns(bench, sides, inWords);
  const cost = (from: number, to: number) =>
    given.many.map(({ marks }) => costBetween(marks, users * EVENTS * from, users * EVENTS * to));
  const early = cost(few, few * 3);
  const late = cost(many * 0.9, many);
  return {
    rows: [
      { name: `runs ${few} to ${few * 3} of a user`, unit: "µs", values: early },
      { name: `runs ${many * 0.9} to ${many} of a user`, unit: "µs", values: late },
      { name: "late ÷ early", unit: "×", values: ratios(late, early), goal: FLAT },
      { name: `live at the end, ${few} runs a user`, unit: "MB", values: given.few.map(live) },
      { name: `live at the end, ${many} runs a user`, unit: "MB", values: given.many.map(live) },
      {
        name: `live: ${many} ÷ ${few} runs a user`,
        unit: "×",
        values: ratios(given.many.map(live), given.few.map(live)),
        goal: FLAT,
      },
      {
        name: `resident at the end, ${many} runs a user`,
        unit: "MB",
        values: given.many.map(({ memory }) => memory.end.resident / 1e6),
      },
    ],
    checks: [
      allPass(`${users} users with ${few} runs`, given.few, [], users * few * EVENTS),
      allPass(`${users} users with ${many} runs`, given.many, [], users * many * EVENTS),
    ],
    notes: [
      `Growing runs: ${users} users. Early and late are windows of the long execution, ${few * 3 - few} and ${many * 0.1} runs wide. Live is what is left after a collection of garbage, the plan included, as far as it is made ahead.`,
    ],
  };
}

function live({ memory }: Measured): number {
  return memory.end.live / 1e6;
}

/** CPU an event between two counts of events, in microseconds, by the marks that enclose them. */
export function costBetween(marks: readonly Mark[], from: number, to: number): number {
  const begin = marks.findLast(({ events }) => events <= from) ?? marks[0];
  const end = marks.find(({ events }) => events >= to) ?? marks.at(-1);
  if (!begin || !end || end.events <= begin.events) return Number.NaN;
  return ((end.cpu - begin.cpu) * 1_000) / (end.events - begin.events);
}
