import { asHarnessError, type HarnessError } from "../errors/harness-error.ts";
import type { Op } from "../history/op.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { conduct, type Conducted, type LiveTarget, type Watch } from "./conduct.ts";
import type { Config } from "./config.ts";
import { openTarget } from "./open-target.ts";
import { freshProgress, type Progress } from "./progress.ts";
import { publish } from "./publish.ts";
import { replayCommand } from "./replay.ts";
import { folderName, prepareRunDirectory, type RunDirectory } from "./run-directory.ts";
import { type DemoTarget, resolveSettings, type Settings } from "./settings.ts";
import { createStopper, type Stopper } from "./stopper.ts";

export interface ExecuteOptions {
  /** Run our own reference server instead of `config.target`. */
  readonly demo?: DemoTarget | undefined;
  /** Use a target that somebody holds open already, and leave it running. */
  readonly target?: LiveTarget | undefined;
  /** Aborting it interrupts: what was judged until then becomes the verdict. */
  readonly signal?: AbortSignal | undefined;
  /** File that the config came from, for the replay line. */
  readonly configFile?: string | null | undefined;
  /** Told the settings before anything is started. */
  readonly onStart?: ((settings: Settings, progress: Progress) => void) | undefined;
  readonly watch?: Watch | undefined;
}

/** What one execution left behind. */
export interface Execution {
  readonly verdict: Verdict;
  /** Ops that prove the first findings, by index. */
  readonly evidence: ReadonlyMap<number, Op>;
  /** Output folder, as an absolute path; null: none could be made. */
  readonly directory: string | null;
}

/**
 * One execution, from a config to the files of its verdict. Never throws: an error of the harness
 * stands in the verdict, with its code and hint.
 */
export async function execute(config: Config, options: ExecuteOptions = {}): Promise<Execution> {
  let settings: Settings;
  let directory: RunDirectory;
  try {
    settings = resolveSettings(config, options.demo);
    directory = await prepareRunDirectory({
      out: settings.out,
      beneath: settings.keep ? folderName(new Date(), settings.seed) : null,
    });
  } catch (thrown) {
    return { verdict: errorVerdict(asHarnessError(thrown)), evidence: new Map(), directory: null };
  }
  using stopper = createStopper(options.signal, settings.timeout);
  const { verdict, evidence } = await attempt(settings, directory, stopper, options);
  try {
    publish(directory, verdict, evidence);
  } catch (thrown) {
    const unpublished = withError(verdict, asHarnessError(thrown));
    return { verdict: unpublished, evidence, directory: directory.path };
  }
  return { verdict, evidence, directory: directory.path };
}

async function attempt(
  settings: Settings,
  directory: RunDirectory,
  stopper: Stopper,
  options: ExecuteOptions,
): Promise<Conducted> {
  const progress = freshProgress(settings);
  const configFile = options.configFile ?? null;
  const conducting = { directory, stopper, progress, configFile, watch: options.watch };
  let conducted: Conducted | null = null;
  try {
    options.onStart?.(settings, progress);
    if (options.target) return await conduct(settings, options.target, conducting);
    await using target = await openTarget(settings.target, {
      logFile: directory.file("log"),
      signal: stopper.signal,
      execution: settings.nonce,
      environment: process.env,
    });
    conducted = await conduct(settings, target, conducting);
    return conducted;
  } catch (thrown) {
    // A target that cannot be stopped cleanly takes nothing from what was judged.
    if (conducted) return conducted;
    const error = stopper.reason ?? asHarnessError(thrown);
    const verdict = errorVerdict(error, {
      seed: settings.seed,
      nonce: settings.nonce,
      claims: settings.claims,
      replay: replayCommand(settings, configFile),
    });
    return { verdict, evidence: new Map() };
  }
}

/** A verdict that could not be put on disk is no pass. */
function withError(verdict: Verdict, { code, message, hint }: HarnessError): Verdict {
  const outcome = verdict.outcome === "pass" ? "unknown" : verdict.outcome;
  return { ...verdict, outcome, error: verdict.error ?? { code, message, hint } };
}
