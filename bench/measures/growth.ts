import type { Measured } from "../crowd-shape.ts";
import type { Client } from "../processes/client.ts";
import type { Row } from "../report/result.ts";
import { ratios } from "../report/statistics.ts";
import { allPass, costOf, inWords } from "./costs.ts";
import { growingRuns } from "./growing-runs.ts";
import type { Bench, Measure } from "./measure.ts";
import { crowdOf } from "./pairs.ts";
import { takeTurns } from "./rounds.ts";

const EVENTS = 5;
/** Flat: within 20 %. */
const FLAT = { atMost: 1.2 } as const;

export const growth: Measure = {
  id: "c",
  title: "Growing crowds, growing runs",
  about: "CPU an event and memory as users grow 100 → 10,000, and as runs a user grow × 100",
  async run(bench) {
    const sizes = sizesOf(bench);
    const events = bench.quick ? 20_000 : 500_000;
    const crowds = await takeTurns(bench, sidesOf(bench, sizes, events), inWords);
    const of = (side: string, users: number): readonly Measured[] =>
      crowds[`${side}, ${users} users`] ?? [];
    const costs = (side: string, users: number) => of(side, users).map(costOf);
    const [least = 0] = sizes;
    const most = sizes.at(-1) ?? 0;
    const grown = (side: string) => ratios(costs(side, most), costs(side, least));
    const steps = sizes.slice(1).map((users, at) => {
      const fewer = sizes[at] ?? 0;
      const large = of(users === most ? "validated" : "short", users);
      return { fewer, users, values: eachBetween(of("short", fewer), large, users - fewer) };
    });
    const runs = await growingRuns(bench);
    return {
      id: this.id,
      title: this.title,
      rows: [
        ...sizes.flatMap((users): readonly Row[] => [
          { name: `${users} users: counted`, unit: "µs", values: costs("counted", users) },
          { name: `${users} users: validated`, unit: "µs", values: costs("validated", users) },
        ]),
        { name: `counted: ${most} ÷ ${least} users`, unit: "×", values: grown("counted") },
        {
          name: `validated: ${most} ÷ ${least} users`,
          unit: "×",
          values: grown("validated"),
          goal: FLAT,
        },
        ...sizes.map((users): Row => ({
          name: `resident at the end, ${users} users`,
          unit: "MB",
          values: of("validated", users).map(({ memory }) => memory.end.resident / 1e6),
        })),
        ...steps.map(({ fewer, users, values }): Row => ({
          name: `live memory of each user more, ${fewer} to ${users}`,
          unit: "KB",
          values,
        })),
        {
          name: "the last of these ÷ the first",
          unit: "×",
          values: ratios(steps.at(-1)?.values ?? [], steps[0]?.values ?? []),
          goal: FLAT,
        },
        ...runs.rows,
      ],
      checks: [
        ...sizes.map((users) =>
          allPass(`${users} users`, of("validated", users), of("counted", users), events),
        ),
        ...sizes
          .slice(0, -1)
          .map((users) =>
            allPass(`${users} users, few runs`, of("short", users), [], (events / most) * users),
          ),
        ...runs.checks,
      ],
      notes: [
        `Each crowd receives ${events} events, paced at 50,000 a second, however many users share them. What grows for counted grows in ws and the kernel.`,
        `Memory is compared between crowds with as many runs a user, ${events / most / EVENTS}: what is live when the last run is over and garbage is collected, above an idle start. What is resident then is mostly room that the engine keeps for garbage to come.`,
        ...runs.notes,
      ],
    };
  },
};

function sizesOf({ quick, huge }: Bench): readonly number[] {
  if (quick) return [10, 50, 200];
  return huge ? [100, 1_000, 10_000, 100_000] : [100, 1_000, 10_000];
}

/** The same number of events for each crowd; and for the memory, the same number of runs a user. */
function sidesOf(
  bench: Bench,
  sizes: readonly number[],
  events: number,
): Readonly<Record<string, () => Promise<Measured>>> {
  const crowd = (client: Client, users: number, runs: number) => () =>
    crowdOf(bench, client, { users, runsPerUser: runs, runsAtOnce: 1 });
  const most = sizes.at(-1) ?? 1;
  return Object.fromEntries(
    sizes.flatMap((users) => {
      const runs = events / users / EVENTS;
      const short = crowd("validated", users, events / most / EVENTS);
      return [
        [`counted, ${users} users`, crowd("counted", users, runs)],
        [`validated, ${users} users`, crowd("validated", users, runs)],
        ...(users === most ? [] : [[`short, ${users} users`, short] as const]),
      ];
    }),
  );
}

/** What each user more costs, in kilobytes. */
function eachBetween(
  small: readonly Measured[],
  large: readonly Measured[],
  users: number,
): readonly number[] {
  return large.map((one, at) => {
    const other = small[at];
    return other ? (aboveIdle(one) - aboveIdle(other)) / 1e3 / users : Number.NaN;
  });
}

/** Several processes have each a start of their own. */
function aboveIdle({ memory }: Measured): number {
  return memory.end.live - memory.idle.live;
}
