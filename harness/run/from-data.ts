import { agentRun } from "../contract/agent-run.ts";
import type { Contract } from "../contract/contract.ts";
import { fiveEvents } from "../contract/five-events.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { Config } from "./config.ts";

/** The dialect that a config names, also where it is data; null: it names none. @throws HarnessError `bad-config` */
export function dialectOf({ dialect }: Config): Dialect | null {
  if (dialect === undefined || dialect === "json") return null;
  return "json" in dialect ? made("dialect.json", () => json(dialect.json)) : dialect;
}

/** The contract that a config names, also where it is data; null: it names none. @throws HarnessError `bad-config` */
export function contractOf({ contract }: Config): Contract | null {
  if (contract === undefined) return null;
  if ("fiveEvents" in contract) {
    return made("contract.fiveEvents", () => fiveEvents(contract.fiveEvents));
  }
  if ("agentRun" in contract) return made("contract.agentRun", () => agentRun(contract.agentRun));
  return contract;
}

/** No compiler has looked at data: what is of a wrong type shows only here. */
function made<T>(key: string, make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    if (thrown instanceof HarnessError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new HarnessError("bad-config", `The config does not fit: ${key}: ${why}`, {
      cause: thrown,
    });
  }
}
