import { joinParts } from "../../checkers/parts/join.ts";
import { mergeParts, type Part } from "../../checkers/parts/part.ts";
import { asHarnessError, HarnessError } from "../../errors/harness-error.ts";
import type { HistoryHeader } from "../../history/header.ts";
import { PARTIAL_WORDS } from "../../history/mode.ts";
import { type StoredHistory, openHistory } from "../../recorder/history-reader.ts";
import { decide } from "../../verdict/decide.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import type { VerdictError } from "../../verdict/verdict.ts";
import type { Conducted, LiveTarget } from "../conduct.ts";
import { evidenceIn, wantedOps } from "../evidence.ts";
import { drawRecord, judgeRecord } from "../judging/judge-record.ts";
import { withDoubt } from "../parts-in-doubt.ts";
import { replayCommand } from "../replay.ts";
import type { RunDirectory } from "../run-directory.ts";
import type { Settings } from "../settings.ts";
import { toldError } from "../told-error.ts";
import { encodePart } from "./part-file.ts";
import { type JobOptions, planJobs, planText, wholeHeader } from "./plan-jobs.ts";
import { runWorkers, type WorkOptions } from "./run-workers.ts";

export interface PoolOptions extends JobOptions, WorkOptions {}

/**
 * `conduct`, with the crowd shared among workers, each a process with its own users, recorder and judge. They go
 * in step: no run begins before all are connected, and nobody leaves while another still waits for an answer.
 *
 * Of the workers come summaries, never events. Where these do not tell the verdict, the record is judged as a whole.
 *
 * @throws HarnessError as `conduct` does
 */
export async function conductPool(
  settings: Settings,
  target: LiveTarget,
  options: PoolOptions,
): Promise<Conducted> {
  const { directory, stopper, progress, origin, shard } = options;
  const jobs = await planJobs(settings, target, options);
  const [first] = jobs;
  if (first === undefined) throw new HarnessError("defect", "There is no worker to start.");
  directory.write("plan", planText(first, settings));
  const results = await runWorkers(jobs, options);

  progress.phase = "judging";
  const failed = results.find(({ error }) => error !== null)?.error ?? null;
  const reason = stopper.reason;
  // What a worker said when it died may be anything.
  const cause = reason ?? failed;
  const told = cause && toldError(cause, target.veil);
  const header = wholeHeader(first, settings, shard);
  const parts = results.flatMap(({ part }) => part ?? []);
  const [part, ...others] = parts;
  const kept = settings.history;
  const lone =
    part === undefined && told !== null ? new HarnessError(told.code, told.message, told) : null;
  // Where no worker is left the whole record still tells what it holds. Whoever interrupts waits for no such judging.
  if (lone !== null && (kept !== "full" || reason !== null)) throw lone;
  // What was judged counts, whether it can be handed on or not.
  const unwritten = part ? writePart(directory, header, others.reduce(mergeParts, part)) : null;
  const history =
    kept === "off"
      ? null
      : await openHistory(directory.path).catch((thrown: unknown) => {
          // Nobody could even begin.
          if (part === undefined) throw lone ?? thrown;
          return null;
        });
  // Somebody may have removed it meanwhile, and what the parts found stands.
  const gone = history === null && kept !== "off" ? noRecord(directory) : null;
  const error = told ?? unwritten ?? gone;
  const { judgement, drawing, telling } =
    kept === "full" && history !== null
      ? await judgeParts(settings, history, header, parts, reason !== null)
      : { judgement: judgedInParts(header, parts, gone), drawing: null, telling: true };
  const verdict = decide(judgement, header, { replay: replayCommand(settings, origin), error });
  const evidence =
    telling && history !== null
      ? await evidenceIn(async () => history, wantedOps(verdict.findings))
      : new Map();
  return { verdict, evidence, recording: drawing?.finish(evidence) ?? null };
}

/** @returns why it could not be written */
function writePart(
  directory: RunDirectory,
  header: HistoryHeader,
  part: Part,
): VerdictError | null {
  try {
    directory.write("part", encodePart({ header, part }));
    return null;
  } catch (thrown) {
    const { code, message, hint } = asHarnessError(thrown);
    return { code, message, hint };
  }
}

function noRecord({ path }: RunDirectory): VerdictError {
  const { code, message, hint } = new HarnessError(
    "disk-full",
    `The record in ${path} cannot be read any more.`,
    { hint: "Nobody may remove or replace an output folder while an execution writes to it." },
  );
  return { code, message, hint };
}

/**
 * Without a whole record: what is not clear from the parts stays so.
 *
 * @param gone the record that should be there is not
 */
function judgedInParts(
  header: HistoryHeader,
  parts: readonly Part[],
  gone: VerdictError | null,
): Judgement {
  const [part] = parts;
  const why = gone ? "the record is gone" : PARTIAL_WORDS[header.history ?? "off"];
  if (part === undefined) throw new HarnessError("worker-died", `No worker is left, and ${why}.`);
  return withDoubt(joinParts(header, parts), header, part.count, why);
}

async function judgeParts(
  settings: Settings,
  history: StoredHistory,
  header: HistoryHeader,
  parts: readonly Part[],
  hasty: boolean,
) {
  const joined = parts.length > 0 ? joinParts(header, parts) : null;
  // Whoever interrupts waits for a verdict: then what the parts say has to do.
  if (joined !== null && (joined.unclear === null || hasty)) {
    // Findings of a part bear its own numbers of ops: of the whole record other ops have them.
    const telling = joined.unclear === null;
    return { judgement: joined.judgement, drawing: await drawRecord(history), telling };
  }
  const { contract, checkers } = settings;
  const judged = await judgeRecord(history, { schemas: contract.schemas, own: checkers });
  return { ...judged, telling: true };
}
