import type {
  Alarm,
  FaultRow,
  Note,
  Spoke,
  TrialStatus,
  TwinRow,
} from "../../reports/matrix-data.ts";
import type { GuaranteeName } from "../verdict/guarantee.ts";
import { type Assessment, nameOf } from "./assess.ts";
import type { FaultSubject, Subject } from "./subject.ts";

/** One execution of a fault or a twin, judged. */
export interface Tried {
  readonly seed: string;
  readonly assessment: Assessment;
  /** Where it was kept; null: nothing was amiss, or enough of its kind were kept. */
  readonly folder: string | null;
}

const STATUSES = ["caught", "elsewhere", "missed", "not-fired", "unknown"] as const;

export function faultRow({ section, variant }: FaultSubject, tried: readonly Tried[]): FaultRow {
  const all = tried.map(({ assessment }) => assessment);
  const trials = STATUSES.map((status) => [status, count(all, status)] as const);
  return {
    id: variant.id,
    section,
    about: variant.about,
    must: variant.caughtBy.map((one) => [one, ...(variant.also ?? [])].map(nameOf).join(" + ")),
    trials: Object.fromEntries(trials) as Readonly<Record<TrialStatus, number>>,
    firings: sum(all.map(({ firings }) => firings)),
    recalled: sum(all.map(({ recalled }) => recalled)),
    spoke: spoke(all),
    alarms: alarmsOf(tried),
    notes: notesOf(tried),
  };
}

export function twinRow({ variant }: Subject, tried: readonly Tried[]): TwinRow {
  const all = tried.map(({ assessment }) => assessment);
  return {
    id: variant.id,
    about: variant.about,
    executions: all.length,
    passed: count(all, "passed"),
    runs: sum(all.map(({ runs }) => runs)),
    unknown: count(all, "unknown"),
    alarms: alarmsOf(tried),
    notes: notesOf(tried),
  };
}

function spoke(all: readonly Assessment[]): Readonly<Record<string, Spoke>> {
  const names = new Set(
    all.flatMap(({ caughtBy, consequences, alarms }) => [
      ...caughtBy,
      ...consequences,
      ...alarms.map(({ guarantee }) => guarantee),
    ]),
  );
  const times = (hears: (one: Assessment) => boolean) => all.filter(hears).length;
  return Object.fromEntries(
    [...names].map((name: GuaranteeName) => [
      name,
      {
        caught: times(({ caughtBy }) => caughtBy.includes(name)),
        consequence: times(({ consequences }) => consequences.includes(name)),
        alarm: times(({ alarms }) => alarms.some(({ guarantee }) => guarantee === name)),
      },
    ]),
  );
}

function alarmsOf(tried: readonly Tried[]): readonly Alarm[] {
  return tried.flatMap(({ seed, assessment }) =>
    assessment.alarms.map(({ guarantee, kind, message }) => ({
      what: nameOf({ guarantee, kind }),
      seed,
      message,
    })),
  );
}

function notesOf(tried: readonly Tried[]): readonly Note[] {
  return tried.flatMap(({ seed, folder, assessment: { status, why, alarms } }) => {
    if (why === null && alarms.length === 0) return [];
    return [{ seed, status, why: why ?? "a false alarm", folder }];
  });
}

function count(all: readonly Assessment[], status: Assessment["status"]): number {
  return all.filter((one) => one.status === status).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
