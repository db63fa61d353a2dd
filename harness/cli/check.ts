import { SliceThreads } from "../run/judging/slice-threads.ts";
import { unlessStopped } from "../run/stopper.ts";
import { exitCode } from "../verdict/exit-code.ts";
import { unlessInterrupted } from "./interrupt.ts";
import { showExecution } from "./output.ts";
import { sayUnmasked } from "./say-unmasked.ts";
import { createStatus } from "./status.ts";

/** `quintet check`. @throws HarnessError `file-missing`, `not-a-history`, `bad-config` */
export async function checkCommand(
  path: string,
  options: { readonly json: boolean; readonly config?: string },
): Promise<number> {
  // First: they load what they need while this thread does.
  using threads = SliceThreads.for(path);
  const { check } = await import("../run/check.ts");
  const { loadConfig } = await import("../run/load-config.ts");
  const named = options.config;
  const { config } = named === undefined ? { config: {} } : await loadConfig(named, process.cwd());
  using status = createStatus({ quiet: options.json });
  status.busy("judging");
  const execution = await unlessInterrupted(
    async (signal) => unlessStopped({ signal }, check(path, config, { ready: threads })),
    "Nothing was judged, and no file was changed.",
  );
  status.end();
  await sayUnmasked(path);
  showExecution(execution, options);
  return exitCode(execution.verdict);
}
