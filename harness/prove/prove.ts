import { mkdtemp, readdir, rm, rmdir } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pLimit from "p-limit";
import type { Matrix } from "../../reports/matrix-data.ts";
import type { Assessment } from "./assess.ts";
import { type Experiment, perform } from "./perform.ts";
import type { Selection } from "./sections.ts";
import { faultSubject, type Subject, twinSubject } from "./subject.ts";
import { faultRow, type Tried, twinRow } from "./tally.ts";

export interface ProveOptions {
  readonly selection: Selection;
  readonly seed: string;
  /** Executions of each fault and each twin. */
  readonly seeds: number;
  /** Executions at once; four a processor by default: most of their time is waiting. */
  readonly parallel?: number | undefined;
  /** Aborting it ends what runs; the matrix then holds what was tried until then. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ProveProgress) => void;
}

export interface ProveProgress {
  readonly done: number;
  readonly of: number;
  /** Executions that did not go as they should. */
  readonly amiss: number;
  /** What was tried last. */
  readonly id: string;
}

/** An execution in which nothing could be judged says nothing: it is made again, so many times at most. */
const AGAIN = 2;

/** Name of a folder beside those of the experiments. */
const CACHE = "compiled";

/** Folders kept of each fault or twin: the first few tell enough. */
const KEPT = 3;

/**
 * Switches on each bug, and each legal oddity, of the reference server, under every seed, in a server process of
 * its own, and holds the verdict against the truth. Never throws; what cannot be judged is `unknown` in its row.
 */
export async function prove(options: ProveOptions): Promise<Matrix> {
  const { selection, seed, seeds, signal, onProgress } = options;
  const started = performance.now();
  const root = await mkdtemp(join(tmpdir(), "quintet-prove-"));
  const faults = selection.faults.map(({ section, fault }) => faultSubject(section, fault));
  const twins = selection.twins.map(twinSubject);
  const subjects: readonly Subject[] = [...faults, ...twins];
  const trials = Array.from({ length: seeds }, (_, at) =>
    subjects.map((subject): Trial => {
      const own = `${seed}.${at + 1}`;
      return { subject, seed: own, folder: join(root, `${subject.variant.id}-${own}`) };
    }),
  ).flat();
  const tried = new Map(subjects.map((subject) => [subject, [] as Tried[]]));
  const progress = { done: 0, of: trials.length, amiss: 0, repeated: 0 };

  const note = async (trial: Trial, assessment: Assessment): Promise<void> => {
    if (signal.aborted) return;
    const { subject, seed: own, folder } = trial;
    const list = tried.get(subject) ?? [];
    const amiss = assessment.why !== null || assessment.alarms.length > 0;
    const keeps = amiss && list.filter((one) => one.folder !== null).length < KEPT;
    list.push({ seed: own, assessment, folder: keeps ? folder : null });
    if (!keeps) await rm(folder, { recursive: true, force: true });
    progress.done += 1;
    progress.amiss += amiss ? 1 : 0;
    onProgress?.({ ...progress, id: subject.variant.id });
  };

  const unjudged: Trial[] = [];
  await pLimit(options.parallel ?? availableParallelism() * 4).map(trials, async (trial) => {
    if (signal.aborted) return;
    const assessment = await assess(trial, signal);
    if (isJudged(assessment)) await note(trial, assessment);
    else unjudged.push(trial);
  });
  // Mostly the machine had too little time for it: now each has it for itself.
  for (const trial of unjudged) {
    const { assessment, repeated } = await assessAlone(trial, signal);
    progress.repeated += repeated;
    await note(trial, assessment);
  }
  await tidy(root, signal.aborted);
  return {
    seed,
    seeds,
    complete: selection.whole && progress.done === progress.of,
    executions: progress.done,
    repeated: progress.repeated,
    durationMs: performance.now() - started,
    faults: faults.map((subject) => faultRow(subject, inOrder(tried.get(subject)))),
    twins: twins.map((subject) => twinRow(subject, inOrder(tried.get(subject)))),
    later: selection.later,
  };
}

/** By seed, whichever ended first. */
function inOrder(tried: readonly Tried[] = []): readonly Tried[] {
  return tried.toSorted((a, b) => a.seed.localeCompare(b.seed, "en", { numeric: true }));
}

/** One execution under one seed, whose record goes into a folder of its own. */
interface Trial extends Pick<Experiment, "seed" | "folder"> {
  readonly subject: Subject;
}

/** What a trial came to, in whatever place of an earlier one. */
async function assess({ subject, seed, folder }: Trial, signal: AbortSignal): Promise<Assessment> {
  await rm(folder, { recursive: true, force: true });
  const { variant, terms, place } = subject;
  const cache = join(dirname(folder), CACHE);
  const own = { seed, folder, cache, signal };
  return subject.assess(await perform({ variant, terms, ...own, ...(place && { place }) }));
}

/** What a trial came to in which nothing could be judged before, and how often it was made for that. */
async function assessAlone(
  trial: Trial,
  signal: AbortSignal,
): Promise<{ readonly assessment: Assessment; readonly repeated: number }> {
  for (let repeated = 1; ; repeated += 1) {
    const assessment = await assess(trial, signal);
    if (isJudged(assessment) || repeated === AGAIN || signal.aborted)
      return { assessment, repeated };
  }
}

function isJudged({ status }: Assessment): boolean {
  return status !== "unknown";
}

/** Only what was amiss stays; after an interruption nothing does. */
async function tidy(root: string, all: boolean): Promise<void> {
  await rm(all ? root : join(root, CACHE), { recursive: true, force: true });
  if (!all && (await readdir(root)).length === 0) await rmdir(root);
}
