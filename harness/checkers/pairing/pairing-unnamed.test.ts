import { expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { pairing } from "./pairing.ts";
import { findings, story } from "../testing/judging.ts";

const cast = { users: ["amy"], sentinels: [], contract: agentRun({ maxErrored: 0 }), bare: true };

/** Two calls without ids, of which the first begins at op 3. */
function twoCalls() {
  const tale = story(cast).open().start("amy").event("amy", 1, "started");
  const tool = (word: string, hits: number) =>
    tale.event("amy", 1, word, { data: { tool_name: "search", hits } });
  tool("executing", 1);
  tool("executing#2", 2);
  tool("completed", 3);
  tool("completed#2", 4);
  return tale.event("amy", 1, "done").finish();
}

test("two results of one call without an id are two only where no beginning can be missing", () => {
  const tale = twoCalls();
  const without = (index: number) => ({ header: tale.header, ops: tale.ops.toSpliced(index, 1) });
  expect(findings(pairing, tale).observations).toEqual([]);
  const { observations, tally } = findings(pairing, without(3));
  expect(observations).toEqual([]);
  expect(tally?.unknown).toContain("the history itself is damaged");
});

test("they name the beginning, too, that may have gone elsewhere", () => {
  const tale = story(cast).open().start("amy").event("amy", 1, "started");
  for (const [at, word] of ["executing", "completed", "completed#2"].entries()) {
    tale.event("amy", 1, word, { data: { tool_name: "search", hits: at } });
  }
  const [twice] = findings(pairing, tale.event("amy", 1, "done").finish()).observations;
  expect(twice).toMatchObject({
    kind: "two-results",
    ops: [5, 4],
    touches: [{ user: "amy", run: tale.run("amy"), event: "tool_executing" }],
  });
});
