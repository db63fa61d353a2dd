import { OUT } from "../run/defaults.ts";
import { loadConfig } from "../run/load-config.ts";
import type { Execution } from "../run/execute.ts";
import { merge, type MergeOptions } from "../run/merge.ts";
import { exitCode } from "../verdict/exit-code.ts";
import { unlessInterrupted } from "./interrupt.ts";
import { showExecution } from "./output.ts";
import { sayUnmasked } from "./say-unmasked.ts";
import { createStatus } from "./status.ts";

export interface MergeFlags {
  readonly out?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** `quintet merge`. @throws HarnessError as `merge` and `loadConfig` do */
export async function mergeCommand(folders: readonly string[], flags: MergeFlags): Promise<number> {
  const { out = OUT, json = false, config: named } = flags;
  const { config } = named === undefined ? { config: {} } : await loadConfig(named, process.cwd());
  const execution = await unlessInterrupted(
    async (signal) => mergeAndTell(folders, { out, config, signal }, json),
    `Nothing was merged, and ${out} is as it was.`,
  );
  await sayUnmasked(out);
  showExecution(execution, { json });
  return exitCode(execution.verdict);
}

/** Also where nothing comes of it: what a killed gate left is no part, and its record lies there all the same. */
async function mergeAndTell(
  folders: readonly string[],
  options: MergeOptions,
  quiet: boolean,
): Promise<Execution> {
  using status = createStatus({ quiet });
  status.busy("merging");
  try {
    return await merge(folders, options);
  } finally {
    status.end();
    for (const folder of folders) await sayUnmasked(folder);
  }
}
