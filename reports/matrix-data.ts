/** What became of a fault in one execution. `elsewhere`: something was found at its place, and not what it is. */
export type TrialStatus = "caught" | "elsewhere" | "missed" | "not-fired" | "unknown";

/** Which bugs of the reference server were caught, by what, and what was alarmed at without cause. */
export interface Matrix {
  /** The seeds of the executions derive from it. */
  readonly seed: string;
  /** Executions of each fault and each twin. */
  readonly seeds: number;
  /** False: it was interrupted, or only some were asked for. */
  readonly complete: boolean;
  readonly executions: number;
  /** Executions that were made again, since nothing could be judged the first time. */
  readonly repeated: number;
  readonly durationMs: number;
  readonly faults: readonly FaultRow[];
  readonly twins: readonly TwinRow[];
  /** What cannot be shown yet. */
  readonly later: readonly LaterRow[];
}

export interface FaultRow {
  readonly id: string;
  readonly section: string;
  readonly about: string;
  /** What must catch it, any of these: `completeness/hole`; `+` where all of them must speak. */
  readonly must: readonly string[];
  /** Executions. */
  readonly trials: Readonly<Record<TrialStatus, number>>;
  /** Places where it was really put, and those of them that were caught. */
  readonly firings: number;
  readonly recalled: number;
  /** By guarantee, in how many executions it spoke. */
  readonly spoke: Readonly<Record<string, Spoke>>;
  readonly alarms: readonly Alarm[];
  readonly notes: readonly Note[];
}

/** Executions in which a guarantee caught the fault, told its consequence, or alarmed without cause. */
export interface Spoke {
  readonly caught: number;
  readonly consequence: number;
  readonly alarm: number;
}

export interface TwinRow {
  readonly id: string;
  readonly about: string;
  readonly executions: number;
  /** Executions that passed, and the runs in them. */
  readonly passed: number;
  readonly runs: number;
  readonly unknown: number;
  readonly alarms: readonly Alarm[];
  readonly notes: readonly Note[];
}

/** Something that was found, or said, without cause. */
export interface Alarm {
  /** `order/swap`, or an outcome. */
  readonly what: string;
  readonly seed: string;
  readonly message: string;
}

/** Why an execution did not go as it should, and where it was kept. */
export interface Note {
  readonly seed: string;
  readonly status: string;
  readonly why: string;
  readonly folder: string | null;
}

export interface LaterRow {
  readonly id: string;
  readonly kind: "fault" | "twin";
  readonly about: string;
  readonly waitsFor: string;
}
