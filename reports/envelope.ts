import type { Environment } from "../harness/history/environment.ts";
import { bottleneckWords } from "../harness/verdict/bottleneck.ts";
import { boundInWords } from "../harness/verdict/bounds.ts";
import type { LatencySummary, Verdict } from "../harness/verdict/verdict.ts";
import { againFacts } from "./again.ts";
import { printable } from "./escape.ts";
import { duration, grouped, plural } from "./figures.ts";
import { powerLine } from "./power-line.ts";
import { waiverFacts } from "./waivers.ts";

/** A line of the report's head: a short label, and what it says. */
export type Fact = readonly [label: string, words: string];

/** What makes an outcome meaningful: how much was tried, how hard, against what, on which terms. */
export function facts(verdict: Verdict): readonly Fact[] {
  const { envelope, conditions, target, seed } = verdict;
  const all: readonly (Fact | null)[] = [
    [
      "crowd",
      `${plural(envelope.users, "user")} and ${plural(envelope.sentinels, "sentinel")}, ${plural(envelope.runs, "run")}, ${plural(envelope.events, "event")} in ${duration(envelope.durationMs)}`,
    ],
    [
      "at once",
      `${plural(envelope.peakConnections, "socket")} and ${plural(envelope.peakRuns, "run")} at the peak${conditions ? `, ${conditions.schedule} schedule` : ""}`,
    ],
    target && ["target", `${printable(target.url, 200)} (${target.kind})`],
    conditions && ["terms", terms(verdict, conditions)],
    conditions?.echo === "none"
      ? ["blind to", "another user's text inside a right envelope: the contract promises no echo"]
      : null,
    conditions?.damage ? ["damage", printable(conditions.damage)] : null,
    ...againFacts(verdict),
    ...waiverFacts(verdict),
    seed === null ? null : ["seed", printable(seed, 200)],
    bound(verdict),
    power(verdict),
    quantiles("first event", verdict.latency.first),
    quantiles("whole run", verdict.latency.total),
    health(verdict),
    bottleneck(verdict),
    machine(verdict),
  ];
  return all.filter((fact) => fact !== null);
}

function terms({ tier }: Verdict, conditions: NonNullable<Verdict["conditions"]>): string {
  const { contract, dialect, echo, patienceMs, lingerMs } = conditions;
  const words = [
    `contract ${printable(contract, 60)}`,
    `dialect ${printable(dialect, 60)}`,
    ...(tier === null ? [] : [`oracle tier ${tier}`]),
    `echo ${echo}`,
    `loss called after ${duration(patienceMs)}`,
    `sockets watched ${duration(lingerMs)} after the last event`,
  ];
  return words.join(", ");
}

/** The weakest bound of what passed by the run: the whole is no stronger. */
function bound({ outcome, guarantees }: Verdict): Fact | null {
  if (outcome !== "pass") return null;
  const trials = guarantees
    .filter((one) => one.bound95 !== null && one.trialUnit === "run")
    .map((one) => one.trials);
  return trials.length === 0 ? null : ["bound", boundInWords(Math.min(...trials), "run")];
}

function power({ power: gauged }: Verdict): Fact | null {
  if (!gauged) return null;
  const { caught, of } = gauged;
  const more = caught < of ? ": `quintet prove <report folder>` tells which not, and why" : "";
  return ["power", `${powerLine({ caught, of, sound: 1 })}${more}`];
}

function quantiles(label: string, summary: LatencySummary | null): Fact | null {
  if (summary === null) return null;
  const { p50, p95, p99, max } = summary;
  return [
    label,
    `p50 ${duration(p50)}, p95 ${duration(p95)}, p99 ${duration(p99)}, max ${duration(max)}`,
  ];
}

function health({ health: own }: Verdict): Fact | null {
  const parts = [
    measured("event loop p99", own.eventLoopDelayP99Ms),
    measured("send lag max", own.maxSendLagMs),
    measured("tick lag max", own.maxTickLagMs),
  ].flat();
  return parts.length === 0 ? null : ["harness", parts.join(", ")];
}

function bottleneck({ health: { saturation = null } }: Verdict): Fact | null {
  return saturation === null ? null : ["bottleneck", bottleneckWords(saturation)];
}

function machine({ environment, target }: Verdict): Fact | null {
  if (!environment) return null;
  const engine = target?.engine === undefined ? [] : [printable(target.engine, 80)];
  return ["machine", [...machineWords(environment), ...engine].join(", ")];
}

/** Versions, processor and memory, printable. */
export function machineWords(environment: Environment): readonly string[] {
  const { quintet, node, os, cpu, cpus, memory } = environment;
  return [
    `Quintet ${printable(quintet, 40)}`,
    `Node ${printable(node, 40)}`,
    printable(os, 80),
    `${grouped(cpus)} × ${printable(cpu, 80)}`,
    `${grouped(Math.round(memory / 2 ** 30))} GiB`,
  ];
}

function measured(what: string, milliseconds: number | null): readonly string[] {
  return milliseconds === null ? [] : [`${what} ${duration(milliseconds)}`];
}
