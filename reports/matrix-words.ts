import { GUARANTEE_NAMES, GUARANTEES, type GuaranteeName } from "../harness/verdict/guarantee.ts";
import { duration, list, plural } from "./figures.ts";
import type { Alarm, FaultRow, Matrix, Note, Spoke } from "./matrix-data.ts";
import { faultOutcome, twinOutcome } from "./matrix-outcome.ts";
import { printable } from "./escape.ts";
import { atLeast } from "./proportion.ts";

/** The guarantees that a fault can break: what the plan itself did or did not bring about is none of them. */
export const COLUMNS: readonly GuaranteeName[] = GUARANTEE_NAMES.filter(
  (name) => !("later" in GUARANTEES[name]) && name !== "reach",
);

/** What it all came to, in one sentence. */
export function headline(matrix: Matrix): string {
  const { faults, twins } = matrix;
  const good = faults.filter((row) => faultOutcome(row) === "pass").length;
  const quiet = twins.filter((row) => twinOutcome(row) === "pass").length;
  const unfired = faults.filter(({ trials }) => trials["not-fired"] > 0).length;
  const parts = [
    ...(faults.length > 0 ? [`${good} of ${plural(faults.length, "fault")} caught`] : []),
    ...(unfired > 0 ? [`${unfired} not fired`] : []),
    ...(twins.length > 0
      ? [`${quiet} of ${plural(twins.length, "legal twin")} without an alarm`]
      : []),
  ];
  const figures = `${plural(matrix.executions, "execution")} in ${duration(matrix.durationMs)}, seed ${printable(matrix.seed)}`;
  return `${parts.join(", ")}: ${figures}`;
}

/** How often a guarantee caught it; `+`: it told a consequence; `!`: it alarmed without cause. */
export function cell(spoke: Spoke | undefined): string {
  if (spoke === undefined) return ".";
  if (spoke.alarm > 0) return `!${spoke.alarm}`;
  return spoke.caught > 0 ? String(spoke.caught) : "+";
}

/** What went otherwise than it should, equal reasons joined. */
export function noteTexts(notes: readonly Note[]): readonly string[] {
  const groups = Map.groupBy(notes, ({ status, why }) => `${status}: ${why}`);
  return [...groups].map(([words, group]) => {
    const kept = group.flatMap(({ folder }) => folder ?? []);
    const seeds = group.map(({ seed }) => seed.split(".").at(-1)).join(" ");
    return `${group.length} ${words}, seeds ${seeds}${kept.length > 0 ? `, kept in ${kept.join(" ")}` : ""}`;
  });
}

/** One line for each kind of false alarm, the first of it quoted. */
export function alarmTexts(alarms: readonly Alarm[]): readonly string[] {
  const groups = Map.groupBy(alarms, ({ what }) => what);
  return [...groups].map(
    ([what, group]) =>
      `${plural(group.length, "false alarm")}: ${what}, such as ${group[0]?.message ?? ""}`,
  );
}

/** Of the places where a fault was put, the share at which it was caught: never `100 %` where one is missing. */
export function recall({ recalled, firings }: Pick<FaultRow, "recalled" | "firings">): string {
  return firings === 0 ? "-" : `${Math.floor((recalled / firings) * 100)} %`;
}

/** What cannot be shown yet, by what it waits for. */
export function laterLines({ later }: Pick<Matrix, "later">): readonly string[] {
  const groups = Map.groupBy(later, ({ waitsFor }) => waitsFor);
  return [...groups].map(
    ([waitsFor, rows]) => `${list(rows.map(({ id }) => id))}: needs ${waitsFor}`,
  );
}

/** What the figures prove, and what else is to know of them. */
export function meaning({ seeds, faults, repeated, complete }: Matrix): readonly string[] {
  const share = (caught: number) =>
    `${caught} of ${seeds} is at least ${Math.floor(atLeast(caught, seeds) * 100)} %`;
  const places = "recall: of the places where a fault was really put, those at which it was caught";
  return [
    ...(faults.length === 0
      ? []
      : [
          "a number: executions in which this guarantee caught the fault; +: it told a consequence; !: it alarmed without cause",
          `${places}; ${share(seeds)}, ${share(seeds - 1)} (one-sided, 95 % confidence)`,
        ]),
    ...(repeated > 0
      ? [
          `made again, since nothing could be judged the first time: ${plural(repeated, "execution")}`,
        ]
      : []),
    ...(complete ? [] : ["this is not the whole catalogue"]),
  ];
}

export function executions({ trials }: FaultRow): number {
  return Object.values(trials).reduce((sum, count) => sum + count, 0);
}
