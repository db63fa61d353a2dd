import { expect, test } from "vitest";
import { json } from "../dialects/json.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { Connection } from "./connection.ts";
import { KEPT_LIMITS } from "./kept.ts";
import { Runs } from "./runs.ts";
import { memory } from "./testing.ts";

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}

test("a dialect that throws ends everything: no timer waits for the runs that were to come", async () => {
  const plan = makePlan({
    seed: "s",
    nonce: "00112233445566778899aabbccddeeff",
    users: 1,
    sentinels: 0,
    runsPerUser: 2,
    tabs: 1,
    runsAtOnce: 1,
    maxOpenRuns: 1,
    schedule: { ratePerSecond: 0.001 },
    prompts: "plain",
  });
  const connection = { seat: { number: 0, user: "amy", role: "user" }, fate: { is: "open" } };
  const runs = new Runs({
    plan,
    members: plan.users.map((user) => ({
      user,
      connections: [connection as unknown as Connection],
    })),
    dialect: json({ start: fail }),
    witness: memory(),
    terminalTypes: new Set(),
    patience: 5_000,
    kept: KEPT_LIMITS,
    onChange() {},
    onSendLag() {},
  });
  const before = timers();
  runs.begin();
  expect(timers()).toBe(before);
  await expect(runs.over).rejects.toMatchObject({ code: "bad-config" });
});

function fail(): never {
  throw new Error("no such field");
}
