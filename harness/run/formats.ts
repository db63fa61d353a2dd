import { report } from "../../reports/html/report.ts";
import type { Recording } from "../../reports/html/recording.ts";
import { verdictJson } from "../../reports/json.ts";
import { junit } from "../../reports/junit.ts";
import { markdown } from "../../reports/markdown.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { Evidence } from "./evidence.ts";
import type { RunDirectory } from "./run-directory.ts";

/** Data in, the text of one file out. */
export type Renderer = (
  verdict: Verdict,
  evidence: Evidence,
  recording: Recording | null,
) => string;

/**
 * Every report that is a file: its name in an output folder, and its renderer. An execution and
 * `quintet report` write by these and no others. The verdict comes last: where it stands, the others do.
 */
export const FORMATS = {
  junit: { name: "junit", render: junit },
  markdown: { name: "summary", render: markdown },
  html: { name: "report", render: report },
  json: { name: "verdict", render: verdictJson },
} as const satisfies Record<
  string,
  { readonly name: Parameters<RunDirectory["write"]>[0]; readonly render: Renderer }
>;

export type Format = keyof typeof FORMATS;
