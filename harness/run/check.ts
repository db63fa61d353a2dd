import { createJudge } from "../checkers/judge.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { decide } from "../verdict/decide.ts";
import { checkCommand } from "./replay.ts";
import { collectEvidence, wantedOps } from "./evidence.ts";
import type { Execution } from "./execute.ts";

/**
 * Judges a stored history again, with the checkers of this version: no server, no network, bounded memory.
 *
 * @param path an output folder, or its history
 * @throws HarnessError `file-missing`, `not-a-history`
 */
export async function check(path: string): Promise<Execution> {
  const history = await openHistory(path);
  const judge = createJudge(history.header);
  for await (const op of history.ops()) judge.push(op);
  const verdict = decide(judge.finish(), history.header, { replay: checkCommand(path) });
  const evidence = await collectEvidence(history.ops(), wantedOps(verdict.findings));
  return { verdict, evidence, directory: null };
}
