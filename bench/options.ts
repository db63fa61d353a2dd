import { parseArgs } from "node:util";
import type { Measure } from "./measures/measure.ts";
import type { BenchId } from "./report/result.ts";

export interface Options {
  readonly only: readonly BenchId[];
  readonly quick: boolean;
  readonly huge: boolean;
  readonly repetitions: number;
  /** Folder for the result; null: none is written. */
  readonly out: string | null;
  readonly render: boolean;
  readonly help: boolean;
}

const REPETITIONS = { full: 5, quick: 1 };

/** @throws RangeError or TypeError, in words, when they cannot be meant */
export function parseOptions(args: readonly string[], known: readonly BenchId[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      huge: { type: "boolean", default: false },
      reps: { type: "string" },
      out: { type: "string" },
      render: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { quick, huge, render, help, reps, out } = values;
  const only = values.only?.split(",").map((name) => name.trim()) ?? known;
  const strange = only.filter((name) => !known.some((id) => id === name));
  if (strange.length > 0) {
    throw new RangeError(`--only ${strange.join(",")}: there are ${known.join(", ")}.`);
  }
  const repetitions = reps === undefined ? REPETITIONS[quick ? "quick" : "full"] : Number(reps);
  if (!Number.isInteger(repetitions) || repetitions < 1 || repetitions > 50) {
    throw new RangeError(`--reps ${reps}: a whole number from 1 to 50 is needed.`);
  }
  return {
    only: known.filter((id) => only.includes(id)),
    quick,
    huge,
    repetitions,
    out: out ?? (quick ? null : "bench/results"),
    render,
    help,
  };
}

export function helpText(measures: readonly Measure[]): string {
  return `npm run bench [-- options]

Measures what Quintet costs. Two sides take turns on this machine, each in a process of its own,
against a server in another; figures are given as min, median and max over the repetitions, ratios
are taken of neighbours. Everything goes to 127.0.0.x and into temporary folders.

${measures.map(({ id, about }) => `  ${id}  ${about}`).join("\n")}

  --only a,b   only these
  --quick      small sizes, once each: shows that the benchmarks work; its figures mean nothing
  --reps N     repetitions (${REPETITIONS.full}, with --quick ${REPETITIONS.quick})
  --huge       (c) with 100,000 users, too: several pairs of processes, about 8 GiB
  --out DIR    folder for the result (bench/results; with --quick none)
  --render     measure nothing, write docs/benchmarks.md out of bench/results again
  --help       this

A run writes <time>.json, and into bench/results also renders docs/benchmarks.md, which shows of
each benchmark the newest result. For figures that are worth keeping let nothing else run on the
machine: compare min and max with the median, and do not keep what lies far apart. (b), (c) and (d)
open 10,000 connections: ulimit -n 20000. (d) downloads Artillery once, into a folder outside of
this checkout.

Exit codes: 0 measured and sound · 1 a check failed (a verdict, a planted fault) or a process died ·
64 bad options. A goal that is not reached is shown, and changes no exit code.

  npm run bench -- --only a --quick     half a minute, to see it work
  npm run bench -- --only a --reps 9    one benchmark, more certain
  npm run bench                         all of them, about half an hour
`;
}
