import { expect, test } from "vitest";
import { Gathering } from "./gathering.ts";
import { type Asked, crowdOptions, DEAF, memory } from "./testing.ts";
import type { Wire, WireOwner } from "./wire.ts";

/** What is recorded of the ends of two users whose connections are hung up twice. */
async function ends(wireOf: (owner: WireOwner) => Wire) {
  const witness = memory();
  const options = crowdOptions("ws://127.0.0.1:1/", witness, { users: 2 });
  const crowd = new Gathering(options, (owner) => {
    queueMicrotask(() => owner.opened());
    return wireOf(owner);
  });
  for (const connection of crowd.connections) crowd.openSeat(connection);
  await Promise.all(crowd.connections.map(async ({ login }) => login.ready));
  await crowd.hangUp(0);
  await crowd.hangUp(0);
  return witness.ops("close").map(({ user, code, by }) => `${user} ${code} ${by}`);
}

test("a socket that never tells its end has one in the record, once nobody waits any more", async () => {
  expect(await ends(() => DEAF)).toEqual(["user-0 1006 harness", "user-1 1006 harness"]);
});

test("a socket that tells its end has that one, and no other", async () => {
  const told = await ends((owner) => ({
    ...DEAF,
    close: (code) => owner.ended(code, Buffer.alloc(0)),
  }));
  expect(told).toEqual(["user-0 1000 harness", "user-1 1000 harness"]);
});

test("a server that leaves with the last word of the last run is not lost", async () => {
  const options = crowdOptions("ws://127.0.0.1:1/", memory());
  const crowd = new Gathering(options, (owner) => {
    queueMicrotask(() => owner.opened());
    return {
      ...DEAF,
      send(text) {
        const { run_id } = JSON.parse(text) as Asked;
        owner.received(Buffer.from(JSON.stringify({ type: "agent_completed", run_id })), false);
        owner.ended(1000, Buffer.alloc(0));
      },
    };
  });
  for (const connection of crowd.connections) crowd.openSeat(connection);
  await Promise.all(crowd.connections.map(async ({ login }) => login.ready));
  crowd.runs.begin();
  await crowd.runs.over;
  expect(crowd.report(false)).toMatchObject({ targetLost: false, sent: 1, ended: 1 });
});
