import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { runCrowd } from "./crowd.ts";
import { complete, crowdOptions, memory, onAsked, serve } from "./testing.ts";

const SOAK = { users: 3, runsPerUser: null, duration: 300 };

test("everybody keeps starting runs until the time is over, and each is taken to its end", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const witness = memory();
  const report = await runCrowd(crowdOptions(server.url, witness, SOAK));
  const sends = witness.ops("send");
  const barrier = sends[0]?.scheduled ?? NaN;
  expect(report).toMatchObject({ targetLost: false, interrupted: false });
  expect([report.ended, new Set(sends.map(({ run }) => run)).size]).toEqual([
    report.sent,
    sends.length,
  ]);
  for (const user of ["user-0", "user-1", "user-2"]) {
    expect(sends.filter((send) => send.user === user).length).toBeGreaterThan(1);
  }
  expect(sends.filter(({ scheduled }) => scheduled >= barrier + SOAK.duration)).toEqual([]);
});

test("who is thrown out has one run that could not be sent, and the others go on", async () => {
  const server = await serve((socket, user) => {
    onAsked(socket, (asked) => {
      if (user === "user-1") socket.close(4000);
      else complete(socket, asked);
    });
  });
  const witness = memory();
  const report = await runCrowd(crowdOptions(server.url, witness, SOAK));
  const outcomes = witness.ops("send").map(({ user, outcome }) => `${user} ${outcome}`);
  expect(outcomes.filter((one) => one.startsWith("user-1"))).toEqual(["user-1 ok", "user-1 fail"]);
  expect(new Set(outcomes)).toEqual(
    new Set(["user-0 ok", "user-1 ok", "user-1 fail", "user-2 ok"]),
  );
  expect(report).toMatchObject({ targetLost: false });
});

test("who has lost one of two tabs goes on in the other", async () => {
  const tabs: WebSocket[] = [];
  const server = await serve((socket) => {
    tabs.push(socket);
    onAsked(socket, (asked) => {
      if (socket === tabs[0]) socket.terminate();
      else complete(socket, asked);
    });
  });
  const witness = memory();
  await runCrowd(crowdOptions(server.url, witness, { ...SOAK, users: 1, tabs: 2 }));
  const sends = witness.ops("send");
  const [first] = sends;
  const sent = sends.filter(({ outcome }) => outcome === "ok");
  expect(sent.length).toBeGreaterThan(2);
  expect(sent.slice(1).every(({ connection }) => connection !== first?.connection)).toBe(true);
});

test("when the server is gone, nobody waits for the time to be over", async () => {
  const server = await serve((socket) => onAsked(socket, () => socket.terminate()));
  const witness = memory();
  const report = await runCrowd(
    crowdOptions(server.url, witness, { ...SOAK, duration: 3_600_000 }),
  );
  expect(report).toMatchObject({ targetLost: true });
});

test("by the clock exactly the runs of that time are started, at their times", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const witness = memory();
  await runCrowd(crowdOptions(server.url, witness, { ...SOAK, schedule: { ratePerSecond: 100 } }));
  const sends = witness.ops("send");
  const barrier = sends[0]?.scheduled ?? NaN;
  expect(sends.map(({ scheduled }) => Math.round(scheduled - barrier))).toEqual(
    Array.from({ length: 30 }, (_, at) => at * 10),
  );
});
