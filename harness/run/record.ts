import { mostEvents } from "../contract/most-events.ts";
import { type CrowdPhase, runCrowd } from "../crowd/crowd.ts";
import { CROWD_LIMITS } from "../crowd/limits.ts";
import { asHarnessError, HarnessError } from "../errors/harness-error.ts";
import type { EndOp, Op } from "../history/op.ts";
import type { OpSink } from "../history/sink.ts";
import { inBatches } from "../recorder/in-batches.ts";
import { startPulse } from "../recorder/pulse.ts";
import { createRecorder } from "../recorder/recorder.ts";
import type { Cast } from "./cast.ts";
import { guardedSink } from "./guarded-sink.ts";
import { otherSecrets } from "./handshake-secrets.ts";
import { follow, type Progress } from "./progress.ts";
import { agentsTo } from "./route/agents-to.ts";
import type { Settings } from "./settings.ts";
import type { SourceOf } from "./sockets/plan-sockets.ts";
import type { Stopper } from "./stopper.ts";

export interface RecordOptions {
  readonly settings: Settings;
  readonly cast: Cast;
  /** Addresses of the target: one, or several that share the users. */
  readonly bases: readonly string[];
  /** Which source address a connection takes. */
  readonly sourceOf?: SourceOf | undefined;
  readonly sinks: readonly OpSink[];
  /** Milliseconds since the epoch of the history. */
  readonly clock: () => number;
  readonly stopper: Stopper;
  readonly progress: Progress;
  readonly watch?: Watch | undefined;
  /** Told of each phase; what waits for it is the crowd's affair. */
  readonly onPhase?: (phase: CrowdPhase) => Promise<void>;
}

/**
 * Sees every op as it happens, and may mark a fault that it causes itself (such as `drain`), so that
 * the checkers know of it.
 */
export type Watch = (op: Op, mark: (fault: string) => void) => void;

/**
 * Drives the crowd and records it, from the first connection to the `end` op, which always comes.
 *
 * @returns why the crowd gave up; null: it did not, or the stopper ended it
 */
export async function record(options: RecordOptions): Promise<HarnessError | null> {
  const { settings, cast, bases, clock, stopper, progress, watch } = options;
  const mark = (fault: string): void =>
    recorder.fault({ type: "fault", fault, user: null, connection: null });
  const watching = watch
    ? [guardedSink({ push: (op) => watch(op, mark) }, watchThrew(stopper))]
    : [];
  const recorder = createRecorder({
    clock,
    dialect: settings.dialect,
    // A fault that is marked stands where it happened: who marks them cannot wait.
    sinks: [inBatches(options.sinks), ...watching],
    tokens: tokensOf(cast),
    secrets: otherSecrets(settings, cast, bases[0] ?? ""),
  });
  let sendLag = 0;
  const pulse = startPulse(recorder, () => {
    const lag = sendLag;
    sendLag = 0;
    return lag;
  });
  const { success, error } = settings.contract.terminal;
  let failure: HarnessError | null = null;
  let targetLost = false;
  progress.phase = "connecting";
  try {
    ({ targetLost } = await runCrowd({
      plan: cast.plan,
      accounts: cast.accounts,
      probes: cast.probes,
      dialect: settings.dialect,
      bases,
      witness: recorder,
      terminalTypes: new Set([...success, ...error]),
      everyTab: settings.contract.fanout === "all",
      limits: {
        ...CROWD_LIMITS,
        kept: { ...CROWD_LIMITS.kept, events: mostEvents(settings.contract) },
        connectRate: settings.crowd.connectRate,
        compression: settings.crowd.compression,
        patience: settings.patience,
        linger: settings.linger,
        agentOf: await agentsTo(settings.target),
        sourceOf: options.sourceOf,
      },
      signal: stopper.signal,
      onSendLag: (lag) => {
        sendLag = Math.max(sendLag, lag);
      },
      onProgress: (crowd) => follow(progress, crowd),
      onPhase: async (phase) => {
        progress.phase = phase;
        await options.onPhase?.(phase);
      },
    }));
  } catch (thrown) {
    failure = asHarnessError(thrown);
  }
  pulse.close();
  recorder.end(endReason(stopper, failure, targetLost));
  return failure;
}

function watchThrew(stopper: Stopper): (thrown: unknown) => void {
  return (thrown) => {
    const { message } = asHarnessError(thrown);
    stopper.stop(
      new HarnessError("bad-config", `The watch threw: ${message}`, {
        cause: thrown,
        hint: "A watch sees each op as it happens, and must not throw: keep what it saw, and look at it afterwards.",
      }),
    );
  };
}

function tokensOf({ accounts }: Cast): ReadonlyMap<string, string> {
  return new Map(
    accounts.flatMap(({ id, token }) => (token === null ? [] : [[id, token] as const])),
  );
}

function endReason(
  { reason }: Stopper,
  failure: HarnessError | null,
  targetLost: boolean,
): EndOp["reason"] {
  if (reason?.code === "interrupted" || reason?.code === "timeout") return reason.code;
  if (reason !== null || failure !== null) return "failed";
  return targetLost ? "target-lost" : "finished";
}
