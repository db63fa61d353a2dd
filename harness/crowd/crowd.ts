import type { Dialect, Message } from "../dialects/dialect.ts";
import type { Witness } from "../history/witness.ts";
import type { Plan } from "../plan/plan.ts";
import type { Account } from "./accounts.ts";
import { hopeless, hopelessFirst } from "./diagnosis.ts";
import { Gathering } from "./gathering.ts";
import type { CrowdLimits } from "./limits.ts";
import { ABORT_TIMEOUT, CLOSE_TIMEOUT } from "./limits.ts";
import { pause } from "./pause.ts";
import type { ProbeCredential } from "./probes.ts";
import { ramp } from "./ramp.ts";
import { loadTransport } from "./transports/load-transport.ts";

/**
 * Drives the users of a plan against a target and reports everything to the witness.
 *
 * The way in is data (but for the dialect, which is code that a worker can load, and the hooks), and the
 * way out is the witness and a report: so a worker can drive its slice of a crowd as this process drives a whole one.
 */
export type Crowd = (options: CrowdOptions) => Promise<CrowdReport>;

export interface CrowdOptions {
  readonly plan: Plan;
  /** One for every user of the plan, found by its id. */
  readonly accounts: readonly Account[];
  readonly dialect: Dialect;
  /** Addresses of the target: each user has one of them, always the same. */
  readonly bases: readonly string[];
  readonly witness: Witness<Message>;
  /** Event types that end a run. */
  readonly terminalTypes: ReadonlySet<string>;
  readonly limits: CrowdLimits;
  /** Every tab of a user is to receive his runs: the end of a run is waited for on each. */
  readonly everyTab?: boolean;
  /** Bad credentials to present, each once, while the runs go on. */
  readonly probes?: readonly ProbeCredential[];
  /** Closes everything within a second. */
  readonly signal?: AbortSignal;
  /** Called at every change; the object is the crowd's own, so copy what is to be kept. */
  readonly onProgress?: (progress: CrowdProgress) => void;
  /** How late a send was against its time, in milliseconds. */
  readonly onSendLag?: (milliseconds: number) => void;
  /**
   * `connected` is awaited before the first run and `lingering` before the last watch, so that several crowds can
   * go in step; each is awaited before the crowd ends.
   */
  readonly onPhase?: (phase: CrowdPhase) => void | Promise<void>;
}

export type CrowdPhase = "connected" | "running" | "lingering" | "done";

export interface CrowdProgress {
  /** Users' and sentinels' connections that are open now, and how many there are to be. */
  open: number;
  planned: number;
  /** Runs open now, sent, and over. */
  running: number;
  sent: number;
  ended: number;
}

export interface CrowdReport {
  /** Users' and sentinels' connections: how many there were, and how their handshakes went. */
  readonly connections: number;
  readonly connected: number;
  readonly rejected: number;
  readonly failed: number;
  /** Runs written to an open socket, and runs that were waited for to their end. */
  readonly sent: number;
  readonly ended: number;
  readonly interrupted: boolean;
  /** The target left everybody, in the middle of a run or with runs still to start. */
  readonly targetLost: boolean;
  /** How late the latest send was, in milliseconds. */
  readonly maxSendLag: number;
}

/**
 * The whole crowd in this process: connect, barrier, runs, linger, close.
 *
 * @throws HarnessError when nothing can be judged (`dns`, `refused`, `tls`, `silent`, `not-websocket`,
 *   `no-stream`, `all-refused`, `unavailable`), when a package is missing (`no-socket-io`), or when the
 *   dialect throws (`bad-config`); every socket is closed then, too
 */
export const runCrowd: Crowd = async (options) => {
  const { limits, onPhase } = options;
  const signal = options.signal ?? new AbortController().signal;
  const crowd = new Gathering(options, await loadTransport(options.dialect.transport));
  const hooks: Promise<void>[] = [];
  const enter = (phase: CrowdPhase): Promise<void> => {
    const hook = (async () => onPhase?.(phase))();
    hook.catch(() => undefined);
    hooks.push(hook);
    return untilAborted(hook, signal);
  };
  const onAbort = (): void => crowd.interrupt();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await connect(crowd, limits, signal);
    if (!signal.aborted) {
      await enter("connected");
      const probing = crowd.presentProbes();
      probing.catch(() => undefined);
      crowd.runs.begin();
      void enter("running");
      await crowd.runs.over;
      await enter("lingering");
      await untilAborted(Promise.all([crowd.lastWord(signal), probing]), signal);
      if (!signal.aborted) despair(hopeless(crowd.connections));
      await untilAborted(Promise.race([crowd.empty(), pause(limits.drain, signal)]), signal);
    }
  } finally {
    crowd.runs.stop();
    await crowd.hangUp(signal.aborted ? ABORT_TIMEOUT : CLOSE_TIMEOUT);
    signal.removeEventListener("abort", onAbort);
  }
  void enter("done");
  await untilAborted(Promise.all(hooks), signal);
  return crowd.report(signal.aborted);
};

/** The first connection goes alone: where it cannot get through, twenty-five need not wait in vain. */
async function connect(crowd: Gathering, limits: CrowdLimits, signal: AbortSignal): Promise<void> {
  const [first, ...others] = crowd.connections;
  if (!first) return;
  const open = crowd.openSeat;
  await ramp([first], open, limits, signal);
  if (signal.aborted) return;
  despair(hopelessFirst(first));
  await pause(limits.connectRate === null ? 0 : 1_000 / limits.connectRate, signal);
  await ramp(others, open, limits, signal);
  if (!signal.aborted) despair(hopeless(crowd.connections));
}

function despair(reason: Error | null): void {
  if (reason) throw reason;
}

/** Waits for the promise, or for the signal. */
async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const onAbort = (): void => resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
