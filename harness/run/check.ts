import { openWhole } from "./open-whole.ts";
import { decide } from "../verdict/decide.ts";
import { checkCommand } from "./replay.ts";
import type { StoredHistory } from "../recorder/history-reader.ts";
import type { Config } from "./config.ts";
import { contractOf } from "./from-data.ts";
import { judgeInSlices } from "./judging/judge-in-slices.ts";
import { type Code, drawRecord, type Judged, judgeRecord } from "./judging/judge-record.ts";
import { collectEvidence, wantedOps } from "./evidence.ts";
import type { Execution } from "./execute.ts";
import type { SliceThreads } from "./judging/slice-threads.ts";

export type CheckConfig = Pick<Config, "contract" | "checkers">;

export interface CheckOptions {
  /** Whether a picture of the crowd is wanted as well. */
  readonly drawn?: boolean;
  /** Threads for a long history, started beforehand. */
  readonly ready?: SliceThreads | null;
}

/**
 * Judges a stored history again, with the checkers of this version: no server, no network, bounded memory.
 *
 * @param path an output folder, or its history
 * @param config the code that the execution had and no history can carry: payload schemas, own checkers
 * @throws HarnessError as `openWhole` does
 */
export async function check(
  path: string,
  config: CheckConfig = {},
  options: CheckOptions = {},
): Promise<Execution> {
  const history = await openWhole(path);
  const { schemas = {} } = contractOf(config) ?? {};
  const { checkers: own = [] } = config;
  const { judgement, drawing } =
    (await judgeByData(history, { schemas, own }, options)) ??
    (await judgeRecord(history, { schemas, own }, options.drawn ?? false));
  const verdict = decide(judgement, history.header, { replay: checkCommand(path) });
  const evidence = await collectEvidence(history.ops(), wantedOps(verdict.findings));
  return {
    verdict,
    evidence,
    recording: drawing?.finish(evidence) ?? null,
    directory: null,
  };
}

/** In slices, where that is all it needs: code of the config stays in this thread. */
async function judgeByData(
  history: StoredHistory,
  { schemas, own }: Required<Code>,
  { drawn = false, ready = null }: CheckOptions,
): Promise<Judged | null> {
  if (own.length > 0 || Object.keys(schemas).length > 0) return null;
  const judgement = await judgeInSlices(history, { ready });
  return judgement && { judgement, drawing: drawn ? await drawRecord(history) : null };
}
