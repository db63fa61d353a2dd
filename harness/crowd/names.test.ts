import { expect, test } from "vitest";
import { json } from "../dialects/json.ts";
import { Connection } from "./connection.ts";
import { runCrowd } from "./crowd.ts";
import { Names } from "./names.ts";
import {
  type Asked,
  crowdOptions,
  DEAF,
  memory,
  onAsked,
  say,
  serve,
  surroundings,
} from "./testing.ts";

const BY_ALIAS = json({ receive: { request: "ref" } });
const BY_NOTHING = json({ runIds: "server" });

test("a run under an id of the server's own ends with its last event, and the next begins", async () => {
  const target = await serve((socket) => {
    let runs = 0;
    onAsked(socket, ({ run_id }: Asked) => {
      runs += 1;
      say(socket, { type: "run_accepted", ref: run_id, run_id: `srv-${runs}` });
      say(socket, { type: "agent_completed", run_id: `srv-${runs}` });
    });
  });
  const witness = memory(BY_ALIAS);
  const options = crowdOptions(target.url, witness, { runsPerUser: 3 }, { patience: 60_000 });
  expect(await runCrowd({ ...options, dialect: BY_ALIAS })).toMatchObject({ sent: 3, ended: 3 });
});

test("an id that is used again on its connection is the newest run's", async () => {
  const dialect = json({ receive: { request: "ref" }, runIds: "connection" });
  const target = await serve((socket) => {
    onAsked(socket, ({ run_id }: Asked) => {
      say(socket, { type: "run_accepted", ref: run_id, run_id: "1" });
      say(socket, { type: "agent_completed", run_id: "1" });
    });
  });
  const options = crowdOptions(
    target.url,
    memory(dialect),
    { users: 2, runsPerUser: 3 },
    { patience: 60_000 },
  );
  expect(await runCrowd({ ...options, dialect })).toMatchObject({ sent: 6, ended: 6 });
});

test("of two runs at once, the one ends that was named", async () => {
  const asked: string[] = [];
  const target = await serve((socket) => {
    onAsked(socket, ({ run_id }: Asked) => {
      asked.push(run_id);
      say(socket, { type: "run_accepted", ref: run_id, run_id: `srv-${asked.length}` });
      if (asked.length === 2) say(socket, { type: "agent_completed", run_id: "srv-2" });
      if (asked.length === 3) {
        for (const id of ["srv-1", "srv-3"]) say(socket, { type: "agent_completed", run_id: id });
      }
    });
  });
  const witness = memory(BY_ALIAS);
  const shape = { runsPerUser: 3, runsAtOnce: 2 };
  const options = crowdOptions(target.url, witness, shape, { patience: 60_000 });
  expect(await runCrowd({ ...options, dialect: BY_ALIAS })).toMatchObject({ sent: 3, ended: 3 });
});

test("of two runs at once, the one ends whose name is told after its last event", async () => {
  const asked: string[] = [];
  const target = await serve((socket) => {
    onAsked(socket, ({ run_id }: Asked) => {
      asked.push(run_id);
      if (asked.length < 2) return;
      for (const ref of asked.splice(0)) {
        say(socket, { type: "agent_completed", run_id: `srv-${ref}` });
        say(socket, { type: "run_accepted", ref, run_id: `srv-${ref}` });
      }
    });
  });
  const witness = memory(BY_ALIAS);
  const shape = { runsPerUser: 4, runsAtOnce: 2 };
  const options = crowdOptions(target.url, witness, shape, { patience: 60_000 });
  expect(await runCrowd({ ...options, dialect: BY_ALIAS })).toMatchObject({ sent: 4, ended: 4 });
});

test("of two runs at once, the one ends whose thread stands in place of its name", async () => {
  const threads: string[] = [];
  const target = await serve((socket) => {
    onAsked(socket, (asked) => {
      const { thread_id: thread } = asked as Asked & { readonly thread_id: string };
      threads.push(thread);
      const over = threads.length === 2 ? [thread] : threads;
      if (threads.length > 1) {
        for (const id of over) say(socket, { type: "agent_completed", run_id: id });
      }
    });
  });
  const witness = memory(BY_NOTHING);
  const shape = { runsPerUser: 3, runsAtOnce: 2 };
  const options = crowdOptions(target.url, witness, shape, { patience: 60_000 });
  expect(await runCrowd({ ...options, dialect: BY_NOTHING })).toMatchObject({ sent: 3, ended: 3 });
});

test("without a name, the last event of a user's only run ends it", async () => {
  const target = await serve((socket) => {
    onAsked(socket, () => {
      say(socket, { type: "agent_started", run_id: "srv" });
      say(socket, { type: "agent_completed", run_id: "srv" });
    });
  });
  const witness = memory(BY_NOTHING);
  const options = crowdOptions(target.url, witness, { users: 2 }, { patience: 60_000 });
  expect(await runCrowd({ ...options, dialect: BY_NOTHING })).toMatchObject({ sent: 2, ended: 2 });
});

test("another user's run, once named, ends nothing of mine", async () => {
  let runs = 0;
  const target = await serve((socket, user) => {
    onAsked(socket, ({ type, run_id }: Asked) => {
      if (type === "pong") {
        // By now the second user's name has been heard.
        for (const client of target.sockets.clients) {
          say(client, { type: "agent_completed", run_id: `srv-${user}` });
        }
        return;
      }
      runs += 1;
      say(socket, { type: "run_accepted", ref: run_id, run_id: `srv-${user}` });
      if (runs === 2) say(socket, { type: "ping" });
    });
  });
  const witness = memory(BY_ALIAS);
  const options = crowdOptions(target.url, witness, { users: 2 }, { patience: 300 });
  const report = await runCrowd({ ...options, dialect: BY_ALIAS });
  expect(report).toMatchObject({ sent: 2, ended: 2 });
  // The first user's run was still waited for: his connection was asked for a sign of life.
  const pings = witness.ops("send").filter(({ action }) => action === "ping");
  expect(pings).toHaveLength(1);
});

test.each([
  ["server", "the first"],
  ["connection", "the second"],
] as const)(
  "of two runs under one name, where a name is one of its %s's, it stays or becomes %s's",
  (unique, run) => {
    const names = new Names({ openAs: () => null }, unique);
    const options = surroundings(memory(), () => DEAF);
    const connection = new Connection({ number: 0, user: "amy", role: "user" }, options);
    for (const told of ["the first", "the second"]) {
      names.translate(connection, { kind: "accepted", run: told, alias: "srv" });
    }
    expect(names.translate(connection, { kind: "cancelled", run: "srv" })).toEqual([
      { kind: "cancelled", run },
    ]);
  },
);
