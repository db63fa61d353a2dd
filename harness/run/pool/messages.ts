import type { Part } from "../../checkers/parts/part.ts";
import type { Account } from "../../crowd/accounts.ts";
import type { CrowdPhase } from "../../crowd/crowd.ts";
import type { BadCredential } from "../../crowd/tokens.ts";
import type { TargetDescription } from "../../history/header.ts";
import type { Slice } from "../../history/slice.ts";
import type { VerdictError } from "../../verdict/verdict.ts";
import type { Config } from "../config.ts";
import type { Progress } from "../progress.ts";
import type { DemoTarget } from "../settings.ts";

/** All that a worker needs for its slice of the crowd. It travels through a pipe: tokens stand in no argument. */
export interface Job {
  /** The config as far as it is data. */
  readonly config: Config;
  /** Keys of the config that are code, to be loaded from the file. */
  readonly code: readonly (keyof Config)[];
  readonly configFile: string | null;
  readonly demo: DemoTarget | null;
  readonly seed: string;
  readonly nonce: string;
  readonly slice: Slice;
  /** The machine's part of the crowd; null: all of it. */
  readonly shard: Slice | null;
  /** Of the whole crowd, in the order of the plan: the tokens of all are sought in what each receives. */
  readonly accounts: readonly Account[];
  /** Bad credentials to present. */
  readonly probes: readonly BadCredential[];
  readonly target: TargetDescription;
  readonly bases: readonly string[];
  /** Connections opened a second; null: as fast as they go. */
  readonly connectRate: number | null;
  readonly history: string;
  /** It is a gate's, and will be masked. */
  readonly unmasked: boolean;
  /** Wall-clock time of op time 0, milliseconds since the epoch. */
  readonly epoch: number;
  /** The same moment on the machine's monotonic clock, milliseconds. */
  readonly started: number;
}

/** To a worker. */
export type Order =
  | { readonly type: "job"; readonly job: Job }
  /** Everybody has come so far: go on. */
  | { readonly type: "go"; readonly phase: CrowdPhase }
  | { readonly type: "stop"; readonly error: VerdictError };

/** From a worker. */
export type Word =
  | { readonly type: "phase"; readonly phase: CrowdPhase }
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "done"; readonly part: Part | null; readonly error: VerdictError | null };

/** Milliseconds on a clock that all processes of a machine share. */
export function machineTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
