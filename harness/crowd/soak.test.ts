import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { runCrowd } from "./crowd.ts";
import { complete, crowdOptions, memory, onAsked, pacedMemory, serve } from "./testing.ts";

const SOAK = { users: 3, runsPerUser: null, duration: 300 };

/** Of time that passes with the runs: ten of them take the whole of it, however slow this machine is. */
function pacedOptions(url: string, shape: object = {}) {
  const witness = pacedMemory(30);
  return { witness, options: crowdOptions(url, witness, { ...SOAK, ...shape }, { linger: 0.001 }) };
}

test("everybody keeps starting runs until the time is over, and each is taken to its end", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const { witness, options } = pacedOptions(server.url);
  const report = await runCrowd(options);
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
  const { promise: thrownOut, resolve } = Promise.withResolvers<void>();
  const server = await serve((socket, user) => {
    onAsked(socket, (asked) => {
      if (user === "user-1") socket.once("close", () => resolve()).close(4000);
      else void thrownOut.then(() => complete(socket, asked));
    });
  });
  const { witness, options } = pacedOptions(server.url);
  const report = await runCrowd(options);
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
  const { witness, options } = pacedOptions(server.url, { users: 1, tabs: 2 });
  await runCrowd(options);
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

test("by the clock a run that waited for its turn was due at its time all the same", async () => {
  const server = await serve((socket) =>
    onAsked(socket, (asked) => setTimeout(() => complete(socket, asked), 25)),
  );
  const witness = memory();
  const shape = { users: 1, duration: 50, maxOpenRuns: 1, schedule: { ratePerSecond: 100 } };
  await runCrowd(crowdOptions(server.url, witness, { ...SOAK, ...shape }));
  const sends = witness.ops("send");
  const barrier = sends[0]?.scheduled ?? NaN;
  expect(sends.map(({ scheduled }) => Math.round(scheduled - barrier))).toEqual([
    0, 10, 20, 30, 40,
  ]);
});
