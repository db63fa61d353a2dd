import { milliseconds } from "../contract/duration.ts";
import { agUi } from "../contract/ag-ui.ts";
import { agUiDialect } from "../dialects/ag-ui.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { type Approach, askingHalf } from "../rehearsal/approach.ts";
import type { Forge } from "../rehearsal/ci-job.ts";
import type { Place } from "../rehearsal/config-file.ts";
import { type Rehearsal, rehearse } from "../rehearsal/rehearse.ts";
import { castCrowd } from "../run/cast.ts";
import type { Config } from "../run/config.ts";
import { defined } from "../run/defined.ts";
import { openTarget } from "../run/open-target.ts";
import { addressSecrets } from "../run/handshake-secrets.ts";
import { safeUrl } from "../run/replay.ts";
import { resolveSettings } from "../run/settings.ts";
import { unlessStopped } from "../run/stopper.ts";
import { type ApproachFlags, readApproach, speaksAgUi } from "./init-approach.ts";
import { writeInitFiles } from "./init-files.ts";
import { configSeen } from "./init-seen.ts";
import { unlessInterrupted } from "./interrupt.ts";
import { say } from "./say.ts";

export interface InitFlags extends ApproachFlags {
  readonly accounts?: string;
  readonly proxy?: string;
  readonly ca?: string;
  readonly ci?: Forge;
  readonly quiet: string;
  readonly patience: string;
  readonly force?: boolean;
}

const RUNS = 2;

const OVER_HTTP =
  "If the server answers each request with a stream of events instead, give init its http:// or https:// address.";

/**
 * `quintet init`: performs two runs, shows every message, and writes what it learnt. Overwrites nothing unless
 * told to, and writes nothing once it is interrupted.
 */
export async function initCommand(flags: InitFlags): Promise<0> {
  return await unlessInterrupted((signal) => learn(flags, signal));
}

async function learn(flags: InitFlags, signal: AbortSignal): Promise<0> {
  const approach = readApproach(flags);
  const rehearsal = await perform(flags, approach, signal).catch((error: unknown) => {
    throw error instanceof HarnessError && error.code === "not-websocket"
      ? new HarnessError(error.code, error.message, { hint: `${error.hint} ${OVER_HTTP}` })
      : error;
  });
  signal.throwIfAborted();
  const { url, accounts = null, ci = null, force = false } = flags;
  const place: Place = {
    url: safeUrl(url),
    secretive: addressSecrets(url).length > 0,
    accounts,
  };
  const config = configSeen(rehearsal, approach, { place, send: flags.send });
  await writeInitFiles(config, place, { ci, force });
  return 0;
}

async function perform(
  { url, accounts, proxy, ca, quiet, patience }: InitFlags,
  approach: Approach,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const settings = resolveSettings({
    target: { url, ...defined({ proxy, ca }) },
    ...spoken(approach),
    crowd: { users: 1, sentinels: 0, runsPerUser: RUNS, prompts: "plain" },
    ...(accounts !== undefined && { accounts: { file: accounts } }),
  });
  await using target = await openTarget(settings.target, {
    logFile: null,
    signal,
    execution: settings.nonce,
    environment: process.env,
  });
  const cast = await unlessStopped(
    { signal },
    castCrowd(settings, () => target.secret(), Date.now()),
  );
  say(`Quintet starts ${RUNS} agent runs as one user on ${URL.parse(url)?.host ?? url}.\n`);
  return await rehearse({
    settings,
    cast,
    base: target.url(),
    runs: RUNS,
    quiet: milliseconds(quiet) ?? 0,
    patience: milliseconds(patience) ?? 0,
    signal,
  });
}

function spoken(approach: Approach): Pick<Config, "dialect" | "contract"> {
  if (!speaksAgUi(approach)) return { dialect: { json: askingHalf(approach) } };
  const { auth } = approach;
  return { dialect: agUiDialect({ transport: "sse", auth }), contract: agUi() };
}
