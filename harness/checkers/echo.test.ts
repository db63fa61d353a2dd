import { expect, test } from "vitest";
import { agentRun } from "../contract/agent-run.ts";
import { fiveEvents } from "../contract/five-events.ts";
import { AGENT_DELTA } from "../contract/event-types.ts";
import { content } from "./content.ts";
import { isolation } from "./isolation.ts";
import { findings, story } from "./testing/judging.ts";

const required = {
  users: ["amy", "bo"],
  contract: fiveEvents({ echo: "required", maxErrored: 0 }),
};
const streaming = { users: ["amy", "bo"], contract: agentRun({ echo: "required" }) };

/** All five events in one message after its acknowledgement, on which stands what was seen in its bytes. */
function inOneMessage(seen: string) {
  const tale = story(required).open().start("amy");
  tale.frame("amy", "accepted", { run: tale.run("amy"), canaries: [seen] });
  for (const [at, word] of ["started", "thinking", "executing", "completed", "done"].entries()) {
    tale.event("amy", 1, word, { part: at + 1, canaries: [] });
  }
  return tale.finish();
}

/** A canary in two pieces of an answer, which nothing else repeats. */
function inPieces(canary: string) {
  const tale = story(streaming).open().start("bo").start("amy");
  const silent = { canaries: [] };
  tale.event("amy", 1, "started", silent);
  for (const [at, text] of [canary.slice(0, 12), canary.slice(12)].entries()) {
    tale.event("amy", 1, `delta#${at + 1}`, { ...silent, type: AGENT_DELTA, data: { text } });
  }
  return tale.event("amy", 1, "done", { ...silent, data: { final_response: "see above" } });
}

const kinds = ({ observations }: ReturnType<typeof findings>) =>
  observations.map(({ kind, user, run, event, ops }) => [kind, user, run, event, ops]);

test("an echo in a message of several events is an echo of the run of each", () => {
  const tale = inOneMessage(story(required).canary("amy"));
  expect(kinds(findings(content, tale))).toEqual([]);
});

test("another's text in that message is none", () => {
  const tale = inOneMessage(story(required).canary("bo"));
  const [missing] = kinds(findings(content, tale));
  expect(missing).toEqual(["no-echo", "amy", tale.run("amy"), "agent_completed", [12, 6]]);
});

test("an echo that comes in pieces of an answer is one", () => {
  const tale = inPieces(story(streaming).canary("amy")).finish();
  expect(kinds(findings(content, tale))).toEqual([]);
});

test("another's text in pieces of an answer is a bleed, and no echo", () => {
  const tale = inPieces(story(streaming).canary("bo"));
  const { last } = tale;
  tale.finish();
  expect(kinds(findings(isolation, tale))).toEqual([
    ["bleed", "amy", tale.run("bo"), AGENT_DELTA, [last - 1, 6]],
  ]);
  expect(kinds(findings(content, tale))).toEqual([
    ["no-echo", "amy", tale.run("amy"), "agent_completed", [last, 7]],
  ]);
});
