import { openWhole } from "./open-whole.ts";
import { decide } from "../verdict/decide.ts";
import { checkCommand } from "./replay.ts";
import type { Config } from "./config.ts";
import { contractOf } from "./from-data.ts";
import { judgeRecord } from "./judge-record.ts";
import { collectEvidence, wantedOps } from "./evidence.ts";
import type { Execution } from "./execute.ts";

export type CheckConfig = Pick<Config, "contract" | "checkers">;

/**
 * Judges a stored history again, with the checkers of this version: no server, no network, bounded memory.
 *
 * @param path an output folder, or its history
 * @param config the code that the execution had and no history can carry: payload schemas, own checkers
 * @throws HarnessError as `openWhole` does
 */
export async function check(path: string, config: CheckConfig = {}): Promise<Execution> {
  const history = await openWhole(path);
  const contract = contractOf(config);
  const { judgement, drawing } = await judgeRecord(history, {
    ...(contract && { schemas: contract.schemas }),
    own: config.checkers ?? [],
  });
  const verdict = decide(judgement, history.header, { replay: checkCommand(path) });
  const evidence = await collectEvidence(history.ops(), wantedOps(verdict.findings));
  return {
    verdict,
    evidence,
    recording: drawing.finish(evidence),
    directory: null,
  };
}
