import type { Measured } from "../crowd-shape.ts";
import { grouped } from "../../reports/figures.ts";
import type { Check } from "../report/result.ts";

/** CPU time an event, in microseconds. */
export function costOf({ cpu, events }: Pick<Measured, "cpu" | "events">): number {
  return (cpu * 1_000) / events;
}

/** Events in a second of CPU time. */
export function pace({ cpu, events }: Pick<Measured, "cpu" | "events">): number {
  return (events * 1_000) / cpu;
}

export function inWords(measured: Measured): string {
  const { events, wall, outcome } = measured;
  const rate = Math.round((events * 1_000) / wall);
  return `${costOf(measured).toFixed(2)} µs CPU an event, ${grouped(events)} events at ${grouped(rate)}/s, ${outcome}`;
}

/** Every verdict is a pass without a finding, and as many events came as were to come, on every side. */
export function allPass(
  what: string,
  validated: readonly Measured[],
  counted: readonly Measured[],
  events: number,
): Check {
  const bad = [
    ...validated.filter(({ outcome, found }) => outcome !== "pass" || found.length > 0),
    ...[...validated, ...counted].filter((one) => one.events !== events),
  ];
  const found = bad.map((one) => `${one.outcome}, ${JSON.stringify(one.found)}, ${one.events}`);
  return {
    what: `verdict of ${what}`,
    ok: bad.length === 0 && validated.length > 0,
    found:
      found.length > 0
        ? `${found.join("; ")} events of ${events}`
        : `pass, no finding, all ${grouped(events)} events, in each of ${validated.length} runs`,
  };
}
