import { resolve } from "node:path";
import { ERRORS } from "../errors/codes.ts";
import type { HarnessError } from "../errors/harness-error.ts";
import { OUT } from "../run/defaults.ts";
import type { Execution } from "../run/execute.ts";
import { isConfigName, loadConfig } from "../run/load-config.ts";
import { publishRefusal } from "../run/refusal.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import { hasFolder } from "./demands.ts";
import { remark } from "./say.ts";

/** Commands that replace what stands in their output folder. */
const REPLACING = ["run", "gate", "demo", "merge"];

/** Flags with which they do not: nothing is run, the folder is a new one, or what a shard left must stay. */
const SPARING = /^--(print-config|keep|shard|slot)(=|$)/;
const SPARING_VARIABLES = ["QUINTET_SHARD", "QUINTET_SLOT"];

/** As much of a config as tells where an execution would have written. */
export interface Place {
  readonly out?: string | undefined;
  readonly keep?: boolean | undefined;
}

/** Of an execution that never began: no earlier report may be taken for its own. */
export function leaveRefusal(
  { verdict, directory }: Pick<Execution, "verdict" | "directory">,
  { out = OUT, keep = false }: Place,
): void {
  if (directory !== null || keep || typeof out !== "string") return;
  const earlier = publishRefusal(out, verdict);
  if (earlier !== null) {
    remark(`quintet: the report that stood in ${out} is in ${earlier} now`);
  }
}

/** The same where not even the command line or the config could be read, as far as they tell the place. */
export async function leaveRefusalOf(args: readonly string[], error: HarnessError): Promise<void> {
  const [command = ""] = args;
  if (!REPLACING.includes(command) || !hasFolder()) return;
  // Of a merge nothing is left, whatever went wrong.
  if (command !== "merge" && ERRORS[error.code].exit !== 64) return;
  if (args.some((arg) => SPARING.test(arg))) return;
  if (SPARING_VARIABLES.some((name) => process.env[name])) return;
  const named = namedIn(args) ?? process.env["QUINTET_OUT"];
  if (command === "merge" && readsFrom(args, named ?? OUT)) return;
  const place = named ? { out: named } : command === "merge" ? {} : await configured(args);
  leaveRefusal({ verdict: errorVerdict(error), directory: null }, place);
}

/** Whether a folder is named beside `--out`: it holds a part of what is to be merged. */
function readsFrom(args: readonly string[], out: string): boolean {
  return args.some((arg, at) => args[at - 1] !== "--out" && resolve(arg) === resolve(out));
}

/** The last `--out`, as the command line itself has it. */
function namedIn(args: readonly string[]): string | undefined {
  const at = args.findLastIndex((arg) => arg === "--out" || arg.startsWith("--out="));
  const arg = args[at];
  return arg === "--out" ? args[at + 1] : arg?.slice("--out=".length);
}

async function configured(args: readonly string[]): Promise<Place> {
  try {
    return (await loadConfig(args.slice(1).find(isConfigName), process.cwd())).config;
  } catch {
    return {};
  }
}
