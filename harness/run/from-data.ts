import { agentRun } from "../contract/agent-run.ts";
import type { Contract } from "../contract/contract.ts";
import { fiveEvents } from "../contract/five-events.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import type { Config } from "./config.ts";

/** The dialect that a config names, also where it is data; null: it names none. @throws HarnessError `bad-config` */
export function dialectOf({ dialect }: Config): Dialect | null {
  if (dialect === undefined || dialect === "json") return null;
  return "json" in dialect ? json(dialect.json) : dialect;
}

/** The contract that a config names, also where it is data; null: it names none. @throws HarnessError `bad-config` */
export function contractOf({ contract }: Config): Contract | null {
  if (contract === undefined) return null;
  if ("fiveEvents" in contract) return fiveEvents(contract.fiveEvents);
  return "agentRun" in contract ? agentRun(contract.agentRun) : contract;
}
