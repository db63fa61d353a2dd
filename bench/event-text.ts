import { AGENT_EVENTS } from "../harness/contract/event-types.ts";
import type { PlannedRun } from "../harness/plan/plan.ts";

/** An event of a run in the default dialect, about 300 bytes; two of five quote what the user wrote. */
export function eventText(
  user: string,
  { id, thread, canary }: PlannedRun,
  at: number,
  now: number,
): string {
  const data = [
    { agent_name: "bench" },
    { reasoning: `about: ${canary}, and what else there is to say` },
    { tool_name: "search", call_id: "c1", parameters: { query: "weather" } },
    { tool_name: "search", call_id: "c1", result: { query: "weather" } },
    { final_response: `${canary} is answered at some length here` },
  ][at];
  return JSON.stringify({
    type: AGENT_EVENTS[at],
    run_id: id,
    thread_id: thread,
    user_id: user,
    event_id: `${id.slice(0, 35)}${at}`,
    seq: at + 1,
    timestamp: now,
    data,
  });
}
