import { once } from "node:events";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import type { Dialect } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import { runCrowd } from "./crowd.ts";
import {
  type Asked,
  complete,
  crowdOptions,
  memory,
  pacedMemory,
  onAsked,
  say,
  serve,
  times,
} from "./testing.ts";

test("drives five users through two runs each, and a sentinel through none", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const witness = memory();
  const shape = { users: 5, sentinels: 1, runsPerUser: 2 };
  const report = await runCrowd(crowdOptions(server.url, witness, shape));

  expect(report).toEqual({
    connections: 6,
    connected: 6,
    rejected: 0,
    failed: 0,
    sent: 10,
    ended: 10,
    interrupted: false,
    targetLost: false,
    maxSendLag: report.maxSendLag,
  });
  expect(
    witness
      .ops("open")
      .map(({ connection, user, role, outcome, status }) => [
        connection,
        user,
        role,
        outcome,
        status,
      ]),
  ).toEqual([
    [0, "user-0", "user", "open", 101],
    [1, "user-1", "user", "open", 101],
    [2, "user-2", "user", "open", 101],
    [3, "user-3", "user", "open", 101],
    [4, "user-4", "user", "open", 101],
    [5, "user-5", "sentinel", "open", 101],
  ]);
  const sends = witness.ops("send");
  expect(sends.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(times(10, "start ok"));
  expect(new Set(sends.map(({ run }) => run)).size).toBe(10);
  const closes = witness.ops("close").toSorted((a, b) => a.connection - b.connection);
  expect(closes.map(({ code, by, frames }) => [code, by, frames])).toEqual([
    ...times(5, [1000, "harness", 4]),
    [1000, "harness", 0],
  ]);
  expect(witness.evidence[0]).toContain("HTTP/1.1 101 Switching Protocols\r\n");
});

test("the first wave is open at once: no server answer is needed for the next user's start", async () => {
  const waiting: (() => void)[] = [];
  const server = await serve((socket) =>
    onAsked(socket, (asked) => {
      waiting.push(() => complete(socket, asked));
      if (waiting.length === 8) for (const go of waiting) go();
    }),
  );
  const witness = memory();
  const report = await runCrowd(
    crowdOptions(server.url, witness, { users: 4, runsPerUser: 2, runsAtOnce: 2 }),
  );
  expect(report).toMatchObject({ sent: 8, ended: 8 });
  const kinds = witness.seen
    .map(({ type }) => type)
    .filter((type) => type === "send" || type === "message");
  expect(kinds.slice(0, 9)).toEqual([...times(8, "send"), "message"]);
});

test("no more runs are open at once than the plan allows", async () => {
  let open = 0;
  let peak = 0;
  const server = await serve((socket) =>
    onAsked(socket, (asked) => {
      peak = Math.max(peak, (open += 1));
      setImmediate(() => {
        open -= 1;
        complete(socket, asked);
      });
    }),
  );
  const shape = { users: 6, runsPerUser: 2, maxOpenRuns: 2 };
  const report = await runCrowd(crowdOptions(server.url, memory(), shape));
  expect(report).toMatchObject({ sent: 12, ended: 12 });
  expect(peak).toBe(2);
});

test("a run that waited for its turn under the cap was due when it had it, and is not late", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const witness = pacedMemory(1_000);
  await runCrowd(crowdOptions(server.url, witness, { users: 3, maxOpenRuns: 1 }));
  const due = witness.ops("send").map(({ scheduled }) => scheduled);
  expect(due.map((time) => Math.round((time - (due[0] ?? NaN)) / 1_000))).toEqual([0, 1, 2]);
});

test("an open schedule starts runs by the clock, whatever became of those before", async () => {
  const asked: string[] = [];
  const server = await serve((socket) => onAsked(socket, ({ run_id }) => asked.push(run_id)));
  const witness = memory();
  const options = crowdOptions(
    server.url,
    witness,
    { users: 2, runsPerUser: 2, schedule: { ratePerSecond: 200 } },
    { patience: 100 },
  );
  const report = await runCrowd(options);
  expect(report).toMatchObject({ sent: 4, ended: 4 });
  const planned = options.plan.users
    .flatMap(({ runs }) => runs)
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const starts = witness.ops("send").filter(({ action }) => action === "start");
  expect(starts.map(({ run }) => run)).toEqual(planned.map(({ id }) => id));
  // Two sockets are read in whatever order the server likes.
  expect(asked.toSorted()).toEqual(planned.map(({ id }) => id).toSorted());
  const [first] = starts;
  expect(starts.map(({ scheduled }) => Math.round(scheduled - (first?.scheduled ?? 0)))).toEqual(
    planned.map(({ at }) => Math.round((at ?? 0) - (planned[0]?.at ?? 0))),
  );
});

test.each([
  ["an error that names the run", (run_id: string) => ({ type: "error", code: "busy", run_id })],
  ["a cancellation", (run_id: string) => ({ type: "run_cancelled", run_id })],
  ["an error event", (run_id: string) => ({ type: "agent_error", run_id })],
])("a run is over with %s", async (_name, answer) => {
  const server = await serve((socket) =>
    onAsked(socket, ({ run_id }) => say(socket, answer(run_id))),
  );
  const report = await runCrowd(crowdOptions(server.url, memory(), { runsPerUser: 3 }));
  expect(report).toMatchObject({ sent: 3, ended: 3 });
});

test("an error after the first word of a run is not its end: what follows is waited for", async () => {
  const server = await serve((socket) =>
    onAsked(socket, ({ run_id }) => {
      say(socket, { type: "run_accepted", run_id });
      say(socket, { type: "error", code: "slow", run_id });
    }),
  );
  const witness = memory();
  const report = await runCrowd(
    crowdOptions(server.url, witness, { runsPerUser: 1 }, { patience: 100 }),
  );
  expect(report).toMatchObject({ sent: 1, ended: 1 });
  // It was given up, and not before it was asked for a sign of life.
  expect(witness.ops("send").map(({ action }) => action)).toEqual(["start", "ping"]);
});

test("another user's terminal event does not end a run: patience does, after a sign of life was asked for", async () => {
  const sockets: WebSocket[] = [];
  const server = await serve((socket) => {
    sockets.push(socket);
    onAsked(socket, (asked) => {
      for (const other of sockets) if (other !== socket) complete(other, asked);
    });
  });
  const witness = memory();
  // Half of it is left for the answer to come back.
  const limits = { patience: 1_000 };
  const report = await runCrowd(crowdOptions(server.url, witness, { users: 2 }, limits));
  expect(report).toMatchObject({ sent: 2, ended: 2 });
  expect(witness.ops("send").map(({ action }) => action)).toEqual([
    "start",
    "start",
    "ping",
    "ping",
  ]);
  expect(witness.seen.filter(({ type }) => type === "control")).toHaveLength(2);
});

test("several tabs share a user's runs", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const witness = memory();
  await runCrowd(
    crowdOptions(server.url, witness, { users: 1, sentinels: 1, tabs: 2, runsPerUser: 4 }),
  );
  expect(witness.ops("open").map(({ connection, user }) => [connection, user])).toEqual([
    [0, "user-0"],
    [1, "user-0"],
    [2, "user-1"],
  ]);
  expect(witness.ops("send").map(({ connection }) => connection)).toEqual([0, 1, 0, 1]);
});

test("answers an application's ping, and logs in by first frame where the dialect says so", async () => {
  const heard: unknown[] = [];
  const server = await serve((socket) => {
    onAsked(socket, (asked) => {
      heard.push(asked);
      if (asked.type === "auth") say(socket, { type: "ping" });
      else if (asked.type === "user_message") complete(socket, asked);
    });
  });
  const dialect = json({ auth: { firstFrame: (token) => ({ type: "auth", token }) } });
  const witness = memory(dialect);
  await runCrowd({ ...crowdOptions(server.url, witness), dialect });
  expect(heard).toContainEqual({ type: "auth", token: "token-of-user-0" });
  expect(heard).toContainEqual({ type: "pong" });
  expect(witness.ops("send").map(({ action }) => action)).toEqual(["login", "start"]);
  expect(JSON.stringify(witness.seen)).not.toContain("token-of");
});

test("waits for a promised welcome before the first run", async () => {
  const server = await serve((socket) => {
    onAsked(socket, (asked) => complete(socket, asked));
    setImmediate(() => say(socket, { type: "connection_established" }));
  });
  const dialect = json({ provides: { welcome: "always" } });
  const witness = memory(dialect);
  await runCrowd({ ...crowdOptions(server.url, witness, { users: 3 }), dialect });
  const order = witness.seen.map((op) => (op.type === "message" ? op.message.kind : op.type));
  expect(order.slice(0, order.indexOf("send")).filter((kind) => kind === "welcome")).toHaveLength(
    3,
  );
});

test("tells its phases in order, and waits for `connected` before the first run", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const witness = memory();
  const told: string[] = [];
  await runCrowd({
    ...crowdOptions(server.url, witness),
    onPhase: async (phase) => {
      await new Promise(setImmediate);
      told.push(`${phase} after ${witness.ops("send").length}`);
    },
  });
  expect(told).toEqual([
    "connected after 0",
    "running after 1",
    "lingering after 1",
    "done after 1",
  ]);
});

test("an event that names no run ends the only one that is open on its connection", async () => {
  const server = await serve((socket) =>
    onAsked(socket, () => say(socket, { type: "agent_completed" })),
  );
  const options = crowdOptions(server.url, memory(), { runsPerUser: 2 }, { patience: 60_000 });
  expect(await runCrowd(options)).toMatchObject({ sent: 2, ended: 2 });
});

/** Whoever was told something has done what follows from it before his second answer. */
async function heardOut(socket: WebSocket): Promise<void> {
  for (let answers = 0; answers < 2; answers += 1) {
    socket.ping();
    await once(socket, "pong");
  }
}

test("where two are open it ends neither, and no further run begins for it", async () => {
  const asked: Asked[] = [];
  const { promise: bothOpen, resolve } = Promise.withResolvers<WebSocket>();
  const server = await serve((socket) =>
    onAsked(socket, (one) => {
      asked.push(one);
      if (asked.length === 2) resolve(socket);
      if (asked.length === 3) complete(socket, one);
    }),
  );
  const shape = { runsPerUser: 3, runsAtOnce: 2 };
  const crowd = runCrowd(crowdOptions(server.url, memory(), shape));
  const socket = await bothOpen;
  say(socket, { type: "agent_completed" });
  await heardOut(socket);
  expect(asked).toHaveLength(2);
  for (const open of asked) complete(socket, open);
  expect(await crowd).toMatchObject({ ended: 3 });
});

test("a dialect that throws at somebody opens nothing more", async () => {
  const server = await serve(() => {});
  const asked: string[] = [];
  const dialect: Dialect = {
    ...json(),
    connect(identity, base) {
      asked.push(identity.user.id);
      if (asked.length === 2) throw new Error("no such tenant");
      return json().connect(identity, base);
    },
  };
  const crowd = runCrowd({ ...crowdOptions(server.url, memory(), { users: 5 }), dialect });
  await expect(crowd).rejects.toMatchObject({ code: "bad-config" });
  expect(asked).toEqual(["user-0", "user-1"]);
});
