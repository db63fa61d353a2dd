import { HarnessError } from "../../errors/harness-error.ts";
import type { Config } from "../config.ts";
import { loadConfig } from "../load-config.ts";

/** A config in two: what can travel to another process, and the keys of what cannot. */
export interface SplitConfig {
  readonly data: Config;
  readonly code: readonly (keyof Config)[];
}

/** @throws HarnessError `bad-config` when there is code, and no file that a worker could load it from */
export function splitConfig(config: Config, configFile: string | null): SplitConfig {
  const keys = Object.keys(config) as (keyof Config)[];
  const code = keys.filter((key) => !isData(config[key]));
  const data = Object.fromEntries(
    keys.filter((key) => !code.includes(key)).map((key) => [key, config[key]]),
  );
  if (code.length > 0 && configFile === null) {
    throw new HarnessError(
      "bad-config",
      `workers: ${code.join(", ")} of the config is code, and a worker is a process of its own.`,
      { hint: "Put it into a config file, which each worker loads, or use one worker." },
    );
  }
  return { data, code };
}

/** The config whole again, in a worker. @throws HarnessError as `loadConfig` does */
export async function joinConfig(
  { data, code }: SplitConfig,
  configFile: string | null,
): Promise<Config> {
  if (code.length === 0 || configFile === null) return data;
  const { config } = await loadConfig(configFile, process.cwd());
  return { ...data, ...Object.fromEntries(code.map((key) => [key, config[key]])) };
}

function isData(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
