import { expect, test } from "../fixtures/real-services.ts";

test("every tab of a user receives all events of all his runs", async ({ crowd }) => {
  const execution = await crowd({ users: 10, sentinels: 2, runsPerUser: 2, tabs: 2 });
  expect(execution).toPass();
  expect(execution.verdict.envelope).toMatchObject({ runs: 20, events: 200, peakConnections: 22 });
});
