import { expect, test } from "vitest";
import type { Provisions } from "../../history/header.ts";
import type { AgentEvent } from "../../history/op.ts";
import { demandedFields, driftedFields, missingFields, threadOf } from "./envelope.ts";
import { settled } from "../testing/settled-run.ts";

const event: AgentEvent = {
  type: "agent_started",
  run: "r1",
  thread: "t1",
  user: "amy",
  id: "e1",
  seq: 1,
  at: 0,
  data: {},
};

const nothing: Provisions = {
  welcome: "optional",
  acceptance: "optional",
  user: "optional",
  thread: "optional",
  eventId: "optional",
  seq: "never",
  timestamp: "optional",
};

test("demanded is what the contract names and what the dialect promises", () => {
  const provides = { ...nothing, eventId: "always", timestamp: "always" } as const;
  expect(demandedFields({ envelope: ["user"] }, provides)).toEqual(["user", "id", "timestamp"]);
  expect(demandedFields({ envelope: [] }, nothing)).toEqual([]);
  const all = { ...nothing, user: "always", thread: "always", seq: "always" } as const;
  expect(demandedFields({ envelope: [] }, all)).toEqual(["user", "thread", "seq"]);
});

test("a run's thread is the one that was sent where it is demanded, else the first that is named", () => {
  const events = [null, "s9", "s8"].map((thread) => ({ type: "agent_started", time: 1, thread }));
  const run = settled(events, { thread: "t1" });
  expect(threadOf(run, ["thread"])).toBe("t1");
  expect(threadOf(run, ["user"])).toBe("s9");
  expect(threadOf(settled(events, { thread: null }), ["thread"])).toBe("s9");
  expect(threadOf(settled(events.slice(0, 1)), [])).toBeNull();
});

test("each demanded field that an event does not name is missing; a nought is named", () => {
  const bare: AgentEvent = { ...event, user: null, seq: 0, at: null };
  expect(missingFields(bare, ["user", "thread", "id", "seq", "timestamp"])).toEqual([
    { kind: "missing-user", field: "user", words: "names no user" },
    { kind: "missing-timestamp", field: "timestamp", words: "names no timestamp" },
  ]);
  const silent: AgentEvent = { ...event, thread: null, id: null, seq: null };
  const kinds = missingFields(silent, ["user", "thread", "id", "seq"]).map(({ kind }) => kind);
  expect(kinds).toEqual(["missing-thread", "missing-id", "missing-seq"]);
  expect(missingFields(silent, [])).toEqual([]);
});

const PLANNED = new Set(["amy", "bo"]);

test("another user or another thread drifts; the same, or none said, does not", () => {
  expect(driftedFields({ ...event, user: "bo", thread: "t2" }, "amy", "t1", PLANNED)).toEqual([
    { kind: "user-drift", field: "user", words: 'names the user "bo"' },
    { kind: "thread-drift", field: "thread", words: 'names the thread "t2" in place of "t1"' },
  ]);
  const [stranger] = driftedFields({ ...event, user: "1003" }, "amy", "t1", PLANNED);
  expect(stranger?.words).toBe(
    'names the user "1003", who is nobody of this plan (where these are ids of the server\'s own, say `provides: { user: "never" }`)',
  );
  expect(driftedFields(event, "amy", "t1", PLANNED)).toEqual([]);
  expect(driftedFields({ ...event, user: null, thread: null }, "amy", "t1", PLANNED)).toEqual([]);
  expect(driftedFields(event, "amy", null, PLANNED)).toEqual([]);
});
