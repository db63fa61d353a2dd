import type { HistoryHeader } from "../../history/header.ts";
import { type Slice, sliceWithin } from "../../history/slice.ts";
import { makePlan } from "../../plan/make-plan.ts";
import { castIdentities, planShape } from "../cast.ts";
import { type ConductOptions, type LiveTarget, urlsOf } from "../conduct.ts";
import type { Config } from "../config.ts";
import { knownSecrets } from "../handshake-secrets.ts";
import { headerOf } from "../header.ts";
import { isLarge } from "../is-large.ts";
import type { DemoTarget, Settings } from "../settings.ts";
import { planSockets } from "../sockets/plan-sockets.ts";
import { seatsIn } from "../sockets/seats.ts";
import { socketFacts } from "../sockets/socket-facts.ts";
import { unlessStopped } from "../stopper.ts";
import { splitConfig } from "./job-config.ts";
import { type Job, machineTime } from "./messages.ts";

export interface JobOptions extends Pick<ConductOptions, "directory" | "stopper" | "origin"> {
  /** The config that the settings were made of: each worker makes them again. */
  readonly config: Config;
  readonly demo: DemoTarget | null;
  /** This machine's part of the crowd; null: all of it. */
  readonly shard: Slice | null;
}

/**
 * A job for each worker: its slice of the crowd, or of this machine's part of it. The target's veil learns what the
 * users will present.
 *
 * @throws HarnessError when nothing could be planned (accounts, sockets, code without a file), or the stopper's reason
 */
export async function planJobs(
  settings: Settings,
  target: LiveTarget,
  { directory, stopper, origin, config, demo, shard }: JobOptions,
): Promise<readonly Job[]> {
  const { configFile, gate } = origin;
  const split = splitConfig(config, configFile);
  const epoch = Date.now();
  const started = machineTime();
  const { accounts, probes } = await unlessStopped(
    stopper,
    castIdentities(settings, () => target.secret(), epoch),
  );
  const { workers, crowd } = settings;
  planSockets(
    { connections: seatsIn(crowd, shard ?? undefined), workers, targets: urlsOf(target) },
    socketFacts(),
  );
  // All slices alike, as the whole crowd wants it.
  const whole = makePlan({ ...planShape(settings), accounts, slice: nobodyOf(accounts) });
  target.veil.add(knownSecrets(settings, { accounts, plan: whole }, target.url()));
  const packed = isLarge(whole, settings.contract);
  return Array.from({ length: workers }, (_, index): Job => {
    const worker = { index, count: workers };
    const slice = shard === null ? worker : sliceWithin(shard, worker);
    return {
      config: split.data,
      code: split.code,
      configFile,
      demo,
      seed: settings.seed,
      nonce: settings.nonce,
      slice,
      shard,
      accounts,
      probes: slice.index === 0 ? probes : [],
      target: target.description,
      bases: urlsOf(target),
      connectRate: crowd.connectRate === null ? null : crowd.connectRate / slice.count,
      history: directory.history({ slice, packed }),
      unmasked: gate !== undefined,
      epoch,
      started,
    };
  });
}

/** The header of what this machine did: of the whole crowd, or of its part. */
export function wholeHeader(
  { accounts, target, epoch }: Job,
  settings: Settings,
  shard: Slice | null,
): HistoryHeader {
  const slice = shard ?? nobodyOf(accounts);
  const plan = makePlan({ ...planShape(settings), accounts, slice });
  const { slice: _slice, ...header } = headerOf(settings, { target, plan, epoch, shard });
  return shard === null ? header : { ...header, slice: shard };
}

/** What everybody will do follows from these; the texts of a large crowd would fill a disk. */
export function planText({ accounts, slice, shard }: Job, settings: Settings): string {
  const shape = { ...planShape(settings), accounts: accounts.length, slices: slice.count, shard };
  return `${JSON.stringify(shape, null, 1)}\n`;
}

/** A slice in which nobody is, so that nothing of it need be planned. */
function nobodyOf({ length }: Job["accounts"]): Slice {
  return { index: length, count: length + 1 };
}
