import type { Config } from "../run/config.ts";
import { printSettings } from "../run/print-settings.ts";
import { type DemoTarget, resolveSettings } from "../run/settings.ts";

/** `--print-config`: what would be run with. @returns the exit code @throws HarnessError `bad-config`, `no-target` */
export function printConfig(config: Config, demo?: DemoTarget): number {
  process.stdout.write(printSettings(resolveSettings(config, demo)));
  return 0;
}
