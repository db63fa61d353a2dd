import { asHarnessError, HarnessError } from "../errors/harness-error.ts";
import { maskHistory } from "../recorder/mask-history.ts";
import { compare } from "../verdict/baseline.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { type Baseline, readBaseline } from "./baseline-file.ts";
import type { Config } from "./config.ts";
import { confirm } from "./confirm.ts";
import { execute, type ExecuteOptions, type Execution } from "./execute.ts";
import { openRunDirectory } from "./run-directory.ts";
import { publish } from "./publish.ts";

export interface GateOptions extends Pick<ExecuteOptions, "signal" | "configFile" | "onStart"> {
  /** Executions that try a failure again. The outcome stays fail. */
  readonly confirm: number;
  /** An earlier `verdict.json` to compare with; null: none. */
  readonly baseline: string | null;
  /** Told before each further execution. */
  readonly onConfirm?: (number: number, of: number) => void;
}

/**
 * `run` as the last gate before a deployment: its claims are listed, an earlier verdict tells what is new, a
 * failure is tried again and stays one, and what the server said is kept only where it proves a finding.
 *
 * Never throws: an error of the harness stands in the verdict.
 */
export async function gate(config: Config, options: GateOptions): Promise<Execution> {
  let baseline: Baseline | null;
  try {
    demandClaims(config);
    baseline = options.baseline === null ? null : await readBaseline(options.baseline);
  } catch (thrown) {
    return {
      verdict: errorVerdict(asHarnessError(thrown)),
      evidence: new Map(),
      recording: null,
      directory: null,
    };
  }
  const first = await execute(config, { ...options, power: true });
  const compared = baseline === null ? first.verdict : compare(first.verdict, baseline);
  const verdict = await confirm(compared, config, options);
  return await finish(first, verdict);
}

/** Nothing is claimed by default here: whoever reads the verdict must know what was promised. */
function demandClaims({ claims = {} }: Config): void {
  if (Object.values(claims).includes("claimed")) return;
  throw new HarnessError(
    "no-claims",
    "A gate needs its claims listed, and this config lists none.",
  );
}

/** The reports once more, with all that is known now, and the history without what nobody needs. */
async function finish(first: Execution, verdict: Verdict): Promise<Execution> {
  const { directory, evidence, recording } = first;
  if (directory === null) return { ...first, verdict };
  const folder = openRunDirectory(directory);
  let last = verdict;
  try {
    if (verdict.conditions !== null) {
      await maskHistory(folder.path, new Set(evidence.keys()));
    }
  } catch (thrown) {
    const { code, message, hint } = asHarnessError(thrown);
    last = {
      ...verdict,
      outcome: verdict.outcome === "pass" ? "unknown" : verdict.outcome,
      error: verdict.error ?? { code, message, hint },
    };
  }
  return { ...first, verdict: publish(folder, last, evidence, recording) };
}
