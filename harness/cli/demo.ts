import type { Assessment } from "../prove/assess.ts";
import { type Demonstration, demonstration } from "../prove/demonstration.ts";
import type { Config } from "../run/config.ts";
import type { Execution } from "../run/execute.ts";
import { loadConfig } from "../run/load-config.ts";
import type { DemoTarget } from "../run/settings.ts";
import { type CrowdFlags, overlay } from "./options.ts";
import { executeCommand } from "./run.ts";

export interface DemoFlags extends CrowdFlags {
  readonly target: DemoTarget["demo"];
  readonly fault?: string;
}

/** `quintet demo`: of a config in the folder only the place of the report counts. @throws HarnessError as `demonstration` */
export async function demoCommand(flags: DemoFlags): Promise<number> {
  const { config } = await loadConfig(undefined, process.cwd());
  const place: Config = config.out === undefined ? {} : { out: config.out };
  const laid = overlay(place, flags);
  if (flags.fault === undefined) {
    return await executeCommand(laid, flags, { demo: { demo: flags.target }, configFile: null });
  }
  await using shown = await demonstration(flags.fault, laid);
  return await executeCommand(shown.config, flags, {
    demo: shown.demo,
    configFile: null,
    own: shown.terms,
    truth: async ({ verdict }: Execution) =>
      truthOf(flags.fault ?? "", shown, await shown.assess(verdict)),
  });
}

/** What was true beside what was found. */
export function truthOf(
  id: string,
  { about }: Pick<Demonstration, "about">,
  { status, why, firings, caughtBy }: Pick<Assessment, "status" | "why" | "firings" | "caughtBy">,
): string {
  const head = `${id} was switched on: ${about}.`;
  if (status === "not-fired") {
    return `${head} It did not fire: it takes another crowd than this one.`;
  }
  const place = firings === 1 ? "once" : `${firings} times`;
  const found = status === "caught" ? `caught, by ${caughtBy.join(" and ")}` : `${status}: ${why}`;
  return `${head} It fired ${place}, and was ${found}.`;
}
