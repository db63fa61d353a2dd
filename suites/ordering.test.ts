import { expect, test } from "../fixtures/real-services.ts";
import { guarantee } from "./guarantee.ts";

test("runs of one user that overlap keep their own order each", async ({ crowd }) => {
  const execution = await crowd({ users: 10, sentinels: 1, runsPerUser: 6, runsAtOnce: 3 });
  expect(execution).toPass();
  expect(execution.verdict.envelope.peakRuns).toBe(30);
  expect(guarantee(execution, "order")).toMatchObject({ outcome: "pass", trials: 60 });
});
