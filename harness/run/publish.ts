import type { Op } from "../history/op.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { verdictJson } from "../../reports/json.ts";
import { junit } from "../../reports/junit.ts";
import { markdown } from "../../reports/markdown.ts";
import type { RunDirectory } from "./run-directory.ts";

/** Writes every report of a verdict into its folder. @throws HarnessError `disk-full` */
export function publish(
  directory: RunDirectory,
  verdict: Verdict,
  evidence: ReadonlyMap<number, Op>,
): void {
  directory.write("verdict", verdictJson(verdict));
  directory.write("junit", junit(verdict));
  directory.write("summary", markdown(verdict, evidence));
}
