import { expect, test } from "vitest";
import { json } from "../dialects/json.ts";
import { runCrowd } from "./crowd.ts";
import { crowdOptions, memory, onAsked, say, serve } from "./testing.ts";

/** Says two things about each run, and then waits to be cancelled. */
async function patientServer(): Promise<{ readonly url: string; readonly cancelled: unknown[] }> {
  const cancelled: unknown[] = [];
  const { url } = await serve((socket) => {
    onAsked(socket, (asked) => {
      const { type, run_id } = asked;
      if (type === "cancel") {
        cancelled.push(asked);
        return say(socket, { type: "run_cancelled", run_id });
      }
      for (const event of ["agent_started", "agent_thinking", "tool_executing"]) {
        say(socket, { type: event, run_id });
      }
    });
  });
  return { url, cancelled };
}

test("a run of the plan is cancelled once, after so many messages, and then it is over", async () => {
  const server = await patientServer();
  const witness = memory();
  const options = crowdOptions(server.url, witness, { runsPerUser: 2, cancels: 1 });
  const report = await runCrowd(options);

  const runs = options.plan.users[0]?.runs ?? [];
  expect(report).toMatchObject({ sent: 2, ended: 2 });
  expect(server.cancelled).toEqual(runs.map(({ id }) => ({ type: "cancel", run_id: id })));
  expect(
    witness
      .ops("send")
      .map(({ action, run, thread, canary, outcome }) => [action, run, thread, canary, outcome]),
  ).toEqual(
    runs.flatMap(({ id, thread, canary }) => [
      ["start", id, thread, canary, "ok"],
      ["cancel", id, thread, null, "ok"],
    ]),
  );
});

test("a server without a cancel is asked for none, and its runs are waited for", async () => {
  const server = await patientServer();
  const witness = memory();
  const dialect = { ...json(), cancel: () => [] };
  const options = crowdOptions(server.url, witness, { cancels: 1 }, { patience: 50 });
  const report = await runCrowd({ ...options, dialect });
  expect(report).toMatchObject({ sent: 1, ended: 1 });
  const actions = witness.ops("send").map(({ action }) => action);
  // Whether there was time to ask for a sign of life is the machine's affair.
  expect(actions.filter((action) => action !== "ping")).toEqual(["start"]);
});

test("a cancel that throws is told as the config's fault", async () => {
  const server = await patientServer();
  const dialect = json({
    cancel: () => {
      throw new Error("no such field");
    },
  });
  const options = crowdOptions(server.url, memory(), { cancels: 1 });
  await expect(runCrowd({ ...options, dialect })).rejects.toMatchObject({
    code: "bad-config",
    message: "The dialect's `cancel` threw: no such field",
  });
});
