import type { Contract } from "../../contract/contract.ts";
import { contractData } from "../../contract/define-contract.ts";
import {
  AGENT_ERROR,
  AGENT_EVENTS,
  COMPLETED,
  EXECUTING,
  STARTED,
  THINKING,
  TOOL_DONE,
} from "../../contract/event-types.ts";
import { fiveEvents } from "../../contract/five-events.ts";
import type { HistoryHeader, PlannedIdentity, Provisions } from "../../history/header.ts";
import type { AgentEvent } from "../../history/op.ts";
import { sampleHeader } from "../../history/testing.ts";
import { executionKey } from "../../ownership/key.ts";

/** What a story is about: amy, bo and cy are users and zoe a sentinel, unless told otherwise. */
export interface Cast {
  readonly users?: readonly string[];
  readonly sentinels?: readonly string[];
  /** Connections a user. */
  readonly tabs?: number;
  readonly contract?: Contract;
  /** A server without event ids, numbers, users, threads and times. */
  readonly bare?: boolean;
  readonly eventIds?: HistoryHeader["dialect"]["eventIds"];
  readonly plan?: Partial<HistoryHeader["plan"]>;
  readonly header?: Partial<HistoryHeader>;
}

/** Key of the canaries and ids of every story. */
export const KEY = executionKey("seed", "nonce");

const WORDS: Readonly<Record<string, string>> = {
  started: STARTED,
  thinking: THINKING,
  executing: EXECUTING,
  completed: TOOL_DONE,
  done: COMPLETED,
  error: AGENT_ERROR,
};

const SPOKEN: Provisions = {
  welcome: "always",
  acceptance: "optional",
  user: "always",
  thread: "always",
  eventId: "always",
  seq: "always",
  timestamp: "always",
};

const SILENT: Provisions = {
  welcome: "optional",
  acceptance: "optional",
  user: "optional",
  thread: "optional",
  eventId: "optional",
  seq: "optional",
  timestamp: "optional",
};

export function headerOf(cast: Cast): HistoryHeader {
  const { users = ["amy", "bo", "cy"], sentinels = ["zoe"], tabs = 1, bare = false } = cast;
  const identities: readonly PlannedIdentity[] = [
    ...users.map((id) => ({ id, role: "user" }) as const),
    ...sentinels.map((id) => ({ id, role: "sentinel" }) as const),
  ];
  return {
    ...sampleHeader,
    key: KEY,
    plan: { ...sampleHeader.plan, users: identities, tabs, ...cast.plan },
    contract: contractData(cast.contract ?? fiveEvents({ maxErrored: 0 })),
    dialect: {
      name: "json",
      provides: bare ? SILENT : SPOKEN,
      eventIds: cast.eventIds ?? (bare ? "undeclared" : "global"),
    },
    ...cast.header,
  };
}

/** `thinking#2` is the second `thinking`. */
export function readWord(word: string): { readonly name: string; readonly nth: string } {
  const [name = word, nth = "1"] = word.split("#");
  return { name, nth };
}

/** The event type that a word stands for. */
export function typeOf(word: string): string {
  const { name } = readWord(word);
  return WORDS[name] ?? name;
}

/** Place of a word among the five, from 1; null: it is none, or not the first of its name. */
export function placeOf(word: string): number | null {
  const place = AGENT_EVENTS.findIndex((type) => type === WORDS[word]);
  return place === -1 ? null : place + 1;
}

/** What a faultless server puts into the event: `text` is what it says, `call` names the tool call. */
export function payloadOf(word: string, text: string, call: string): AgentEvent["data"] {
  const tool = { tool_name: "search", call_id: call };
  const payloads: Readonly<Record<string, AgentEvent["data"]>> = {
    started: { agent_name: "agent" },
    thinking: { reasoning: text },
    executing: { ...tool, parameters: { query: text } },
    completed: { ...tool, result: { query: text, hits: 3 } },
    done: { final_response: text },
    error: { code: "failed", message: text },
  };
  return payloads[readWord(word).name] ?? { text };
}
