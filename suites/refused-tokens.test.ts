import { expect, test } from "../fixtures/real-services.ts";
import { guarantee } from "./guarantee.ts";

test("missing, malformed, badly signed, unsigned and expired tokens are refused", async ({
  crowd,
}) => {
  const execution = await crowd({ users: 5, sentinels: 1, runsPerUser: 1 });
  expect(execution).toPass();
  expect(guarantee(execution, "identity")).toMatchObject({
    outcome: "pass",
    claim: "claimed",
    // Five users and a sentinel; the five bad tokens are nobody.
    trials: 6,
  });
});
