import { hash } from "node:crypto";
import type { Recording } from "../../reports/html/recording.ts";
import { asHarnessError } from "../errors/harness-error.ts";
import { environmentSecrets } from "../ownership/secret-names.ts";
import { createVeil } from "../ownership/veil.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import type { Slice } from "../history/slice.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { conduct, type Conducted, type LiveTarget } from "./conduct.ts";
import type { Config } from "./config.ts";
import type { Evidence } from "./evidence.ts";
import { openTarget } from "./open-target.ts";
import { holdRoom, type Room } from "./hold-room.ts";
import { freshProgress, type Progress } from "./progress.ts";
import { conductPool } from "./pool/conduct-pool.ts";
import { publish } from "./publish.ts";
import type { Watch } from "./record.ts";
import { type Origin, replayCommand } from "./replay.ts";
import { boundNursery } from "./nursery.ts";
import { folderName, prepareRunDirectory, type RunDirectory } from "./run-directory.ts";
import { expectFirstRun } from "./shard-once.ts";
import { type DemoTarget, resolveSettings, type Settings } from "./settings.ts";
import { agentsTo } from "./route/agents-to.ts";
import { seatsIn } from "./sockets/seats.ts";
import { createStopper } from "./stopper.ts";
import { toldError } from "./told-error.ts";
import { checkVersion } from "./version-check.ts";

export interface ExecuteOptions extends Partial<Origin> {
  /** Run our own reference server instead of `config.target`. */
  readonly demo?: DemoTarget | undefined;
  /** Use a target that somebody holds open already, and leave it running. */
  readonly target?: LiveTarget | undefined;
  /** Aborting it interrupts, or ends with the HarnessError that is its reason: what was judged until then becomes the verdict. */
  readonly signal?: AbortSignal | undefined;
  /** Told the settings before anything is started. */
  readonly onStart?: ((settings: Settings, progress: Progress) => void) | undefined;
  /** Told the output folder before anything is recorded. */
  readonly onFolder?: ((folder: string) => void) | undefined;
  readonly watch?: Watch | undefined;
  /** Measure what would have been caught, had the server been at fault: a fraction of a second. */
  readonly power?: boolean | undefined;
  /** Only this part of the crowd: other machines have the others. */
  readonly shard?: Shard | undefined;
}

/** One machine's part of an execution. */
export interface Shard {
  readonly slice: Slice;
  /** What all machines of the execution have in common, and no other execution has: any text. */
  readonly nonce: string;
  /** When the runs begin, milliseconds since the epoch; null: once everybody here is connected. */
  readonly startAt: number | null;
}

/** What one execution left behind. */
export interface Execution {
  readonly verdict: Verdict;
  /** Ops that prove the first findings, by index. */
  readonly evidence: Evidence;
  /** What the picture of the crowd is drawn from; null: nothing was recorded, or nobody wants one. */
  readonly recording: Recording | null;
  /** Output folder, as an absolute path; null: none could be made. */
  readonly directory: string | null;
}

/**
 * One execution, from a config to the files of its verdict. Never throws: an error of the harness
 * stands in the verdict, with its code and hint.
 */
export async function execute(config: Config, options: ExecuteOptions = {}): Promise<Execution> {
  try {
    const resolved = resolveSettings(config, options.demo);
    const { shard } = options;
    const settings = shard ? { ...resolved, nonce: nonceOf(shard.nonce) } : resolved;
    if (shard && !settings.keep) await expectFirstRun(settings.out, settings.nonce);
    const directory = await prepareRunDirectory({
      out: settings.out,
      beneath: settings.keep ? folderName(new Date(), settings.seed, shard?.slice) : null,
    });
    options.onFolder?.(directory.path);
    const release = boundNursery(seatsIn(settings.crowd));
    using room = holdRoom(directory.path);
    try {
      return await perform(settings, config, { directory, room }, options);
    } finally {
      release();
    }
  } catch (thrown) {
    return neverBegan(thrown);
  }
}

/** An execution of which nothing is but an error. */
export function neverBegan(thrown: unknown): Execution {
  return {
    verdict: errorVerdict(asHarnessError(thrown)),
    evidence: new Map(),
    recording: null,
    directory: null,
  };
}

/** Where an execution leaves its files. */
interface Place {
  readonly directory: RunDirectory;
  /** For its reports, until they are written. */
  readonly room: Room;
}

/** 128 bits of a text, hex. */
function nonceOf(text: string): string {
  return hash("sha256", text).slice(0, 32);
}

async function perform(
  settings: Settings,
  config: Config,
  place: Place,
  options: ExecuteOptions,
): Promise<Execution> {
  const { directory } = place;
  const { target: held, signal, onStart, watch, power, shard, demo } = options;
  const { configFile = null, own, gate } = options;
  const origin: Origin = { configFile, own, gate };
  using stopper = createStopper(signal, settings.timeout);
  const veil = held?.veil ?? createVeil(environmentSecrets(process.env));
  const progress = freshProgress(settings, shard?.slice);
  const means = { directory, stopper, progress, origin };
  const judge = async (target: LiveTarget): Promise<Execution> =>
    publishAll(
      place,
      shard || settings.workers > 1
        ? await conductPool(settings, target, {
            ...means,
            config,
            demo: demo ?? null,
            shard: shard?.slice ?? null,
            startAt: shard?.startAt ?? null,
          })
        : await conduct(settings, target, { ...means, watch, power }),
    );
  try {
    onStart?.(settings, progress);
    if (held) return await judge(held);
    const target = await openTarget(settings.target, {
      logFile: directory.file("log"),
      signal: stopper.signal,
      execution: settings.nonce,
      environment: process.env,
      seats: seatsIn(settings.crowd),
      veil,
    });
    try {
      if (settings.version) {
        const agentOf = await agentsTo(settings.target);
        await checkVersion(settings.version, { signal: stopper.signal, agentOf });
      }
      // On disk before the target is stopped: that may take seconds, and somebody may be waiting.
      return await judge(target);
    } finally {
      // One that cannot be stopped takes nothing from what was judged; the watchdog ends it after us.
      await target.started.stop().catch(() => undefined);
    }
  } catch (thrown) {
    const verdict = errorVerdict(toldError(stopper.reason ?? asHarnessError(thrown), veil), {
      seed: settings.seed,
      nonce: settings.nonce,
      claims: settings.claims,
      replay: replayCommand(settings, origin),
    });
    return publishAll(place, { verdict, evidence: new Map(), recording: null });
  }
}

function publishAll(
  { directory, room }: Place,
  { verdict, evidence, recording }: Conducted,
): Execution {
  room.release();
  return {
    verdict: publish(directory, verdict, evidence, recording),
    evidence,
    recording,
    directory: directory.path,
  };
}
