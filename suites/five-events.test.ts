import { expect, test } from "../fixtures/real-services.ts";

test("25 users at once each receive exactly their five events, in order, once", async ({
  crowd,
}) => {
  const execution = await crowd({ users: 25, sentinels: 3, runsPerUser: 4 });
  expect(execution).toPass();
  expect(execution.verdict.envelope).toMatchObject({
    users: 25,
    sentinels: 3,
    runs: 100,
    events: 500,
    peakConnections: 28,
    peakRuns: 25,
  });
});
