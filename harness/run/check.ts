import { createLaneData } from "../../reports/html/lanes/lane-data.ts";
import { createJudge } from "../checkers/judge.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { decide } from "../verdict/decide.ts";
import { checkCommand } from "./replay.ts";
import type { Config } from "./config.ts";
import { contractOf } from "./from-data.ts";
import { collectEvidence, wantedOps } from "./evidence.ts";
import type { Execution } from "./execute.ts";

export type CheckConfig = Pick<Config, "contract" | "checkers">;

/**
 * Judges a stored history again, with the checkers of this version: no server, no network, bounded memory.
 *
 * @param path an output folder, or its history
 * @param config the code that the execution had and no history can carry: payload schemas, own checkers
 * @throws HarnessError `file-missing`, `not-a-history`
 */
export async function check(path: string, config: CheckConfig = {}): Promise<Execution> {
  const history = await openHistory(path);
  const contract = contractOf(config);
  const judge = createJudge(history.header, {
    ...(contract && { schemas: contract.schemas }),
    own: config.checkers ?? [],
    lost: history.lost,
  });
  const lanes = createLaneData(history.header);
  for await (const op of history.ops()) {
    judge.push(op);
    lanes.push(op);
  }
  const verdict = decide(judge.finish(), history.header, { replay: checkCommand(path) });
  const evidence = await collectEvidence(history.ops(), wantedOps(verdict.findings));
  return {
    verdict,
    evidence,
    recording: { header: history.header, lanes: lanes.finish(evidence) },
    directory: null,
  };
}
