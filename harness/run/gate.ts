import { milliseconds } from "../contract/duration.ts";
import { asHarnessError, HarnessError } from "../errors/harness-error.ts";
import { holdsHistory, removeHistories } from "../recorder/history-parts.ts";
import { maskHistory } from "../recorder/mask-history.ts";
import { compare } from "../verdict/baseline.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { type Baseline, readBaseline } from "./baseline-file.ts";
import type { Config } from "./config.ts";
import { confirm, type ConfirmOptions } from "./confirm.ts";
import { execute, type ExecuteOptions, type Execution, neverBegan } from "./execute.ts";
import { openRunDirectory } from "./run-directory.ts";
import type { Origin } from "./replay.ts";
import { publish } from "./publish.ts";
import { holdUnmasked } from "./unmasked-records.ts";

export interface GateOptions extends Pick<
  ExecuteOptions,
  "signal" | "configFile" | "own" | "onStart"
> {
  /** Executions that try a failure again. The outcome stays fail. */
  readonly confirm: number;
  /** An earlier `verdict.json` to compare with; null: none. */
  readonly baseline: string | null;
  /** Told before each further execution, and how far it is. */
  readonly onConfirm?: ConfirmOptions["onConfirm"];
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
    return neverBegan(thrown);
  }
  const left = countdown(config);
  const origin: Origin = {
    configFile: options.configFile ?? null,
    own: options.own,
    gate: { baseline: options.baseline },
  };
  using unmasked = holdUnmasked();
  const onFolder = (folder: string): void => unmasked.add(folder);
  const first = await execute(config, { ...options, ...origin, onFolder, power: true });
  const compared = baseline === null ? first.verdict : compare(first.verdict, baseline);
  const { directory } = first;
  if (directory === null) return { ...first, verdict: compared };
  const failures: HarnessError[] = [];
  const masked = async (execution: Execution): Promise<void> => {
    const failure = await mask(execution);
    if (failure !== null) failures.push(failure);
    else if (execution.directory !== null) unmasked.delete(execution.directory);
  };
  await masked(first);
  const confirmed = await confirm(compared, config, {
    ...options,
    onFolder,
    origin,
    directory,
    left,
    onEnd: masked,
  });
  const [failure] = failures;
  const last = failure ? withError(confirmed, failure) : confirmed;
  const { evidence, recording } = first;
  return { ...first, verdict: publish(openRunDirectory(directory), last, evidence, recording) };
}

/** Milliseconds until the `timeout` of the config, which bounds all executions of a gate together; null: it has none. */
function countdown({ timeout }: Config): () => number | null {
  const whole = timeout === undefined ? null : milliseconds(timeout);
  const begun = performance.now();
  return () => (whole === null ? null : whole - (performance.now() - begun));
}

/** Nothing is claimed by default here: whoever reads the verdict must know what was promised. */
function demandClaims({ claims = {} }: Config): void {
  if (Object.values(claims).includes("claimed")) return;
  throw new HarnessError(
    "no-claims",
    "A gate needs its claims listed, and this config lists none.",
  );
}

/**
 * Takes from a stored history what nobody needs; and the history, where that cannot be done.
 *
 * @returns why it is gone; null: it is masked
 */
async function mask({ directory, evidence }: Execution): Promise<HarnessError | null> {
  // The verdict does not tell: where an execution failed, what was recorded until then lies there all the same.
  if (directory === null || !(await holdsHistory(directory))) return null;
  try {
    await maskHistory(directory, new Set(evidence.keys()));
    return null;
  } catch (thrown) {
    const { code, message, hint } = asHarnessError(thrown);
    const fate = await removeHistories(directory).then(
      () => "was removed",
      () => "still stands there, and holds what the server said",
    );
    const told = `The record could not be masked, and ${fate}. ${message}`;
    return new HarnessError(code, told, { hint, cause: thrown });
  }
}

function withError(verdict: Verdict, { code, message, hint }: HarnessError): Verdict {
  const { error, outcome } = verdict;
  return {
    ...verdict,
    outcome: outcome === "pass" ? "unknown" : outcome,
    error: error
      ? { ...error, message: `${error.message.replace(/\.?$/, ".")} ${message}` }
      : { code, message, hint },
  };
}
