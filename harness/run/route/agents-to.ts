import type { Settings } from "../settings.ts";
import { routeTo } from "./route.ts";
import { type AgentOf, agentsFor } from "./tunnel.ts";

/**
 * What requests to a target go through, as its config or the environment says. Undefined: nothing special.
 *
 * @throws HarnessError `file-missing`, `bad-config`
 */
export async function agentsTo(
  target: Settings["target"],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<AgentOf | undefined> {
  const route = "demo" in target ? null : await routeTo(target, environment);
  return route === null ? undefined : agentsFor(route);
}
