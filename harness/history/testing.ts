import { type Claims, GUARANTEE_NAMES } from "../verdict/guarantee.ts";
import type { HistoryHeader } from "./header.ts";

/** A header with something in every field. */
export const sampleHeader: HistoryHeader = {
  quintet: 1,
  kind: "history",
  version: "0.1.0",
  seed: "s",
  nonce: "00",
  key: "ff",
  epoch: 1_700_000_000_000,
  target: { kind: "url", url: "ws://127.0.0.1:1/ws" },
  plan: {
    users: [
      { id: "amy", role: "user" },
      { id: "Amy", role: "sentinel" },
    ],
    runsPerUser: 1,
    tabs: 1,
    runs: 1,
    schedule: "closed",
    overlap: 1,
  },
  contract: {
    name: "tools",
    grammar: {
      sequence: [
        { one: "a" },
        {
          oneOf: [
            { repeat: { one: "b" }, min: 0, max: null },
            { spans: "tool", min: 0, max: 2 },
          ],
        },
      ],
    },
    spans: {
      tool: {
        open: "o",
        close: "c",
        inside: [],
        id: "call_id",
        label: null,
        echoes: [{ open: "parameters", close: "result.parameters" }],
        delta: null,
      },
    },
    terminal: { success: ["c"], error: ["x"] },
    fields: { a: { agent_name: "text" } },
    envelope: ["user", "seq"],
    deadlines: { first: 100 },
    fanout: "one",
    redelivery: "never",
    broadcasts: [],
    echo: "required",
    memory: "thread",
    maxErrored: 0,
    cancelGrace: 0,
    maxClockSkew: null,
    schemaTypes: [],
  },
  dialect: {
    name: "json",
    provides: {
      welcome: "optional",
      acceptance: "optional",
      user: "optional",
      thread: "optional",
      eventId: "optional",
      seq: "optional",
      timestamp: "optional",
    },
    eventIds: "global",
  },
  claims: Object.fromEntries(GUARANTEE_NAMES.map((name) => [name, "claimed"])) as Claims,
  verifies: true,
  patience: 5_000,
  linger: 1_000,
  config: "00",
};
