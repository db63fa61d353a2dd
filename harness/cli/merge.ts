import { OUT } from "../run/defaults.ts";
import { loadConfig } from "../run/load-config.ts";
import { merge } from "../run/merge.ts";
import { exitCode } from "../verdict/exit-code.ts";
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
  using status = createStatus({ quiet: json });
  status.busy("merging");
  const execution = await merge(folders, { out, config }).finally(async () => {
    status.end();
    // Also where nothing comes of it: what a killed gate left is no part, and its record lies there all the same.
    for (const folder of folders) await sayUnmasked(folder);
  });
  await sayUnmasked(out);
  showExecution(execution, { json });
  return exitCode(execution.verdict);
}
