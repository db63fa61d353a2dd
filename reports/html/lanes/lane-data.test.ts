import { expect, test } from "vitest";
import { type Cast, type Story, story, told } from "../../../harness/checkers/testing/judging.ts";
import type { Op } from "../../../harness/history/op.ts";
import { leakStory } from "../testing.ts";
import { createLaneData, type LaneData, type LaneLimits } from "./lane-data.ts";
import { type Heat, total } from "./heat.ts";
import { markAt } from "./marks.ts";

function gathered(
  { header, ops }: Pick<Story, "header" | "ops">,
  limits?: LaneLimits,
  evidence?: ReadonlyMap<number, Op>,
): LaneData {
  const sink = createLaneData(header, limits);
  for (const op of ops) sink.push(op);
  return sink.finish(evidence);
}

/** `amy < agent_started of amy/1`: who, what, and whose it is. */
function inWords({ lanes, kinds, marks }: LaneData, users: readonly string[]): readonly string[] {
  return Array.from(marks.lane, (_, at) => markAt(marks, at)).map(({ lane, kind, owner, run }) => {
    const whose = owner === -1 ? "" : ` of ${users[owner] ?? "?"}/${run + 1}`;
    return `${users[lanes[lane]?.user ?? -1] ?? "?"}: ${kinds[kind]?.name ?? "?"}${whose}`;
  });
}

/** How many runs a picture of latency counts. */
function runs(heat: Heat): number {
  return total(heat).reduce((all, count) => all + count, 0);
}

const CAST: Cast = { users: ["amy", "bo"], sentinels: [] };

test("every op of a connection is a mark, and says whose run it speaks of", () => {
  const tale = leakStory({ sentinels: [] });
  expect(inWords(gathered(tale), ["amy", "bo"])).toEqual([
    "amy: open",
    "amy: welcome",
    "bo: open",
    "bo: welcome",
    "amy: start of amy/1",
    "bo: start of bo/1",
    "amy: agent_started of amy/1",
    "bo: agent_started of bo/1",
    "bo: agent_thinking of amy/1",
    "amy: agent_thinking of amy/1",
    "bo: agent_thinking of bo/1",
    "amy: tool_executing of amy/1",
    "bo: tool_executing of bo/1",
    "amy: tool_completed of amy/1",
    "bo: tool_completed of bo/1",
    "amy: agent_completed of amy/1",
    "bo: agent_completed of bo/1",
    "amy: by the harness",
    "bo: by the harness",
  ]);
});

test("an id tells its run, and one of nobody tells none", () => {
  const tale = told("amy: started\nbo: started", CAST);
  const data = gathered(tale);
  expect([data.runOf(tale.run("bo")), data.runOf("made-up")]).toEqual([{ user: 1, run: 0 }, null]);
});

test("when it is full it says since when, keeps the ends of lanes, and what proves a finding", () => {
  const tale = leakStory({ sentinels: [] });
  const leak = tale.ops.find(
    (op) => op.type === "event" && op.user === "bo" && op.event.user === "amy",
  );
  const evidence = new Map(leak ? [[leak.index, leak]] : []);
  const data = gathered(tale, { marks: 6, lanes: 10 }, evidence);
  const marks = inWords(data, ["amy", "bo"]);
  expect(marks.slice(6).toSorted()).toEqual([
    "amy: by the harness",
    "bo: agent_thinking of amy/1",
    "bo: by the harness",
  ]);
  expect(data.left).toEqual({ since: tale.ops[6]?.time, marks: 11, lanes: 0 });
});

test("lanes are bounded too", () => {
  const { lanes, left } = gathered(told("amy: started\nbo: started", CAST), {
    marks: 1_000,
    lanes: 1,
  });
  expect([lanes.length, left?.lanes]).toEqual([1, 1]);
});

test("a server that makes up a new type each time does not grow the list of kinds", () => {
  const tale = story(CAST).open().start("amy");
  for (let at = 0; at < 500; at += 1) tale.event("amy", 1, `made-up-${at}`);
  const { kinds } = gathered(tale.finish());
  expect(kinds.length).toBeLessThan(210);
  expect(kinds).toContainEqual({ group: "event", name: "(further types)" });
});

test("the contract's types come first, whether they came or not", () => {
  const { kinds } = gathered(told("amy: done", CAST));
  expect(kinds.slice(0, 6).map(({ name }) => name)).toEqual([
    "agent_started",
    "agent_thinking",
    "tool_executing",
    "tool_completed",
    "agent_completed",
    "agent_error",
  ]);
});

test("a run's latency counts once, from its scheduled send, and not what another user saw of it", () => {
  const { latency } = gathered(leakStory({ sentinels: [] }));
  expect([runs(latency.first), runs(latency.total)]).toEqual([2, 2]);
});
