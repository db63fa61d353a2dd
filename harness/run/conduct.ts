import { createJudge } from "../checkers/judge.ts";
import { contractData } from "../contract/define-contract.ts";
import { runCrowd } from "../crowd/crowd.ts";
import { CROWD_LIMITS } from "../crowd/limits.ts";
import { asHarnessError, type HarnessError } from "../errors/harness-error.ts";
import type { HistoryHeader, TargetDescription } from "../history/header.ts";
import type { EndOp, Op } from "../history/op.ts";
import type { OpSink } from "../history/sink.ts";
import { outline } from "../plan/make-plan.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { createHistoryWriter } from "../recorder/history-writer.ts";
import { startPulse } from "../recorder/pulse.ts";
import { createRecorder } from "../recorder/recorder.ts";
import { decide } from "../verdict/decide.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { type Cast, castCrowd } from "./cast.ts";
import { collectEvidence, wantedOps } from "./evidence.ts";
import { guard } from "./guard.ts";
import { follow, type Progress, progressSink } from "./progress.ts";
import { replayCommand } from "./replay.ts";
import type { RunDirectory } from "./run-directory.ts";
import { hashSettings, type Settings } from "./settings.ts";
import type { Stopper } from "./stopper.ts";
import { version } from "./version.ts";

/** A target that answers now. */
export interface LiveTarget {
  readonly description: TargetDescription;
  /** The secret that signs minted tokens. @throws HarnessError `no-accounts` when there is none for this target */
  secret(): string;
  /** Asked for each time: a restarted container has another port. */
  url(): string;
}

export interface ConductOptions {
  readonly directory: RunDirectory;
  readonly stopper: Stopper;
  readonly progress: Progress;
  readonly configFile: string | null;
  readonly watch?: Watch | undefined;
}

/**
 * Sees every op as it happens, and may mark a fault that it causes itself (such as `drain`), so that
 * the checkers know of it.
 */
export type Watch = (op: Op, mark: (fault: string) => void) => void;

/** What the record of one execution says, and the ops that tell it. */
export interface Conducted {
  readonly verdict: Verdict;
  readonly evidence: ReadonlyMap<number, Op>;
}

/**
 * Plans, drives the crowd, records and judges; the target is somebody else's to start and stop.
 *
 * Whatever happens after the first connection, there is a verdict: an error of the execution stands in it.
 *
 * @throws HarnessError when nothing could be planned (accounts)
 */
export async function conduct(
  settings: Settings,
  target: LiveTarget,
  options: ConductOptions,
): Promise<Conducted> {
  const { directory, stopper, progress } = options;
  const epoch = Date.now();
  const started = performance.now();
  const cast = await castCrowd(settings, () => target.secret(), epoch);
  directory.write("plan", `${JSON.stringify(cast.plan, null, 1)}\n`);
  const header = headerOf(settings, target, cast, epoch);
  const judge = createJudge(header, { schemas: settings.contract.schemas });
  const writer = createHistoryWriter(directory.file("history"), header, (error) =>
    stopper.stop(error),
  );
  const terminal = new Set([
    ...settings.contract.terminal.success,
    ...settings.contract.terminal.error,
  ]);
  const sinks: OpSink[] = [
    writer,
    guard(judge, (thrown) => stopper.stop(asHarnessError(thrown))),
    progressSink(progress),
  ];
  if (options.watch) sinks.push(watching(options.watch, (fault) => mark(fault)));
  const recorder = createRecorder({
    clock: () => performance.now() - started,
    dialect: settings.dialect,
    sinks,
    tokens: tokensOf(cast),
  });
  const mark = (fault: string): void =>
    recorder.fault({ type: "fault", fault, user: null, connection: null });
  let sendLag = 0;
  const pulse = startPulse(recorder, () => {
    const lag = sendLag;
    sendLag = 0;
    return lag;
  });

  let failure: HarnessError | null = null;
  progress.phase = "connecting";
  try {
    await runCrowd({
      plan: cast.plan,
      accounts: cast.accounts,
      probes: cast.probes,
      dialect: settings.dialect,
      base: target.url(),
      witness: recorder,
      terminalTypes: terminal,
      limits: {
        ...CROWD_LIMITS,
        connectRate: settings.crowd.connectRate,
        patience: settings.patience,
        linger: settings.linger,
      },
      signal: stopper.signal,
      onSendLag: (lag) => {
        sendLag = Math.max(sendLag, lag);
      },
      onProgress: (crowd) => follow(progress, crowd),
      onPhase: (phase) => {
        progress.phase = phase;
      },
    });
  } catch (thrown) {
    failure = asHarnessError(thrown);
  }
  pulse.close();
  recorder.end(endReason(stopper, failure));
  await writer.close();

  progress.phase = "judging";
  const error = stopper.reason ?? failure ?? writer.failure;
  const verdict = decide(judge.finish(), header, {
    replay: replayCommand(settings, options.configFile),
    error: error && { code: error.code, message: error.message, hint: error.hint },
  });
  const wanted = wantedOps(verdict.findings);
  const evidence =
    writer.failure === null
      ? await collectEvidence((await openHistory(directory.file("history"))).ops(), wanted)
      : new Map<number, Op>();
  return { verdict, evidence };
}

function watching(watch: Watch, mark: (fault: string) => void): OpSink {
  return {
    push(op) {
      watch(op, mark);
    },
  };
}

function headerOf(
  settings: Settings,
  target: LiveTarget,
  cast: Cast,
  epoch: number,
): HistoryHeader {
  return {
    quintet: 1,
    kind: "history",
    version,
    seed: settings.seed,
    nonce: settings.nonce,
    key: cast.plan.key,
    epoch,
    target: target.description,
    plan: outline(cast.plan),
    contract: contractData(settings.contract),
    dialect: settings.dialect.description,
    claims: settings.claims,
    verifies: settings.verifies,
    patience: settings.patience,
    linger: settings.linger,
    config: hashSettings(settings),
  };
}

function tokensOf({ plan, accounts }: Cast): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  for (const [at, { token }] of accounts.entries()) {
    const user = plan.users[at];
    if (user && token !== null) tokens.set(user.id, token);
  }
  return tokens;
}

function endReason(stopper: Stopper, failure: HarnessError | null): EndOp["reason"] {
  if (stopper.reason?.code === "interrupted") return "interrupted";
  if (stopper.reason?.code === "timeout") return "timeout";
  return stopper.reason !== null || failure !== null ? "failed" : "finished";
}
