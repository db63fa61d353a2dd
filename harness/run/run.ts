import type { Verdict } from "../verdict/verdict.ts";
import type { Config } from "./config.ts";
import { execute } from "./execute.ts";

/**
 * Validates the target of a config: config in, verdict out. It never throws and never exits; what went
 * wrong with the execution itself stands in `verdict.error`, with a hint.
 *
 * @param options.signal aborting it ends the execution early, with the verdict of what was judged
 */
export async function run(
  config: Config,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Verdict> {
  return (await execute(config, options)).verdict;
}
