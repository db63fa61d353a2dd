import type { Command } from "commander";
import { HarnessError } from "../errors/harness-error.ts";

/** Whether the folder that this was started in is still there. */
export function hasFolder(): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

/** @throws HarnessError `bad-usage` where the folder is gone that this was started in */
export function demandFolder(): void {
  if (hasFolder()) return;
  throw new HarnessError("bad-usage", "The folder that this was started in is gone.", {
    hint: "Go to one that is there (cd), and start it again.",
  });
}

/**
 * A flag that lacks its value takes the flag after it for one.
 *
 * @throws HarnessError `bad-usage`
 */
export function demandValues(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (typeof value !== "string" || !/^--[a-z]/.test(value)) continue;
    throw new HarnessError("bad-usage", `${option.long} lacks its value: ${value} is a flag.`);
  }
}
