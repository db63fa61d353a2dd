import { createJudge } from "../checkers/judge.ts";
import { contractData } from "../contract/define-contract.ts";
import { type CrowdPhase, runCrowd } from "../crowd/crowd.ts";
import { asHarnessError, type HarnessError } from "../errors/harness-error.ts";
import type { HistoryHeader, TargetDescription } from "../history/header.ts";
import type { EndOp, Op } from "../history/op.ts";
import { makePlan, outline } from "../plan/make-plan.ts";
import { createHistoryWriter } from "../recorder/history-writer.ts";
import { startPulse } from "../recorder/pulse.ts";
import { createRecorder } from "../recorder/recorder.ts";
import { decide } from "../verdict/decide.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { credentials } from "./credentials.ts";
import { collectEvidence } from "./evidence.ts";
import { guard } from "./guard.ts";
import { type Progress, progressSink } from "./progress.ts";
import { publish } from "./publish.ts";
import { checkCommand, replayCommand } from "./replay.ts";
import type { RunDirectory } from "./run-directory.ts";
import { hashSettings, type Settings } from "./settings.ts";
import { version } from "./version.ts";

/** A target that answers now. */
export interface LiveTarget {
  readonly description: TargetDescription;
  /** Signs the tokens of minted accounts; null: nothing is minted from it. */
  readonly secret: string | null;
  url(): string;
}

/** What one execution left. */
export interface Execution {
  readonly verdict: Verdict;
  /** Ops around the findings, by index: enough to tell their story. */
  readonly evidence: ReadonlyMap<number, Op>;
  /** Output folder; null: none could be made. */
  readonly directory: string | null;
}

export interface ConductOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly configFile: string | null;
  readonly onPhase?: (phase: CrowdPhase) => void | Promise<void>;
}
