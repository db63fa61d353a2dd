import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Dialect } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import { runCrowd } from "./crowd.ts";
import { complete, crowdOptions, memory, say, serve } from "./testing.ts";

interface Asked {
  readonly user: string;
  readonly body: { readonly id: string };
}

const dialect = json({
  start: ({ run, post }) => post("/chat", { id: run.id }),
  connect: ({ base }) => ({
    http: { base: new URLSearchParams(new URL(base).search).get("http") ?? "" },
  }),
});

/** A server that takes requests at one port and sends events at another. */
async function beside(
  answer: (asked: Asked, response: ServerResponse, send: (message: object) => void) => void,
) {
  const sockets = new Map<string, (message: object) => void>();
  const target = await serve((socket, user) => {
    sockets.set(user, (message) => say(socket, message));
  });
  const http = createServer((request: IncomingMessage, response) => {
    void (async () => {
      const chunks: Buffer[] = await request.toArray();
      const user = (request.headers.authorization ?? "").replace("Bearer token-of-", "");
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked["body"];
      answer({ user, body }, response, sockets.get(user) ?? (() => {}));
    })();
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `${target.url}?http=http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
}

test("a run starts by a request with its user's token, and its events come on the socket", async () => {
  const url = await beside(({ user, body }, response, send) => {
    expect(user).toMatch(/^user-[01]$/);
    response.writeHead(202).end('{"events":2}');
    send({ type: "agent_started", run_id: body.id });
    send({ type: "agent_completed", run_id: body.id });
  });
  const witness = memory(dialect);
  const options = crowdOptions(url, witness, { users: 2 });
  const report = await runCrowd({ ...options, dialect });
  expect(report).toMatchObject({ sent: 2, ended: 2, failed: 0 });
  expect(witness.ops("send").map(({ action, outcome }) => [action, outcome])).toEqual([
    ["start", "ok"],
    ["start", "ok"],
  ]);
  const runs = options.plan.users.map(({ runs: [run] }) => run?.id);
  const accepted = witness.seen.flatMap((seen) =>
    seen.type === "message" && seen.message.kind === "accepted" ? [seen.message] : [],
  );
  expect(new Set(accepted.map(({ run }) => run))).toEqual(new Set(runs));
  expect(accepted.map(({ announced }) => announced)).toEqual([2, 2]);
});

test("the answer is counted like a message: what the recorder saw and what came agree", async () => {
  const url = await beside(({ body }, response, send) => {
    response.end('{"ok":true}', () => {
      send({ type: "agent_completed", run_id: body.id });
    });
  });
  const witness = memory(dialect);
  await runCrowd({ ...crowdOptions(url, witness), dialect });
  const [close] = witness.ops("close");
  const messages = witness.seen.filter(({ type }) => type === "message");
  expect(close?.frames).toBe(2);
  expect(messages).toHaveLength(2);
});

test("a refusal ends the run", async () => {
  const url = await beside((_asked, response) => response.writeHead(429).end());
  const witness = memory(dialect);
  const options = crowdOptions(url, witness);
  expect(await runCrowd({ ...options, dialect })).toMatchObject({ sent: 1, ended: 1 });
  expect(witness.seen).toContainEqual({
    type: "message",
    connection: 0,
    message: { kind: "error", run: options.plan.users[0]?.runs[0]?.id, code: "429" },
  });
});

test("of a request that was cut off nobody knows whether it arrived", async () => {
  const url = await beside(({ body }, response, send) => {
    response.destroy();
    send({ type: "agent_completed", run_id: body.id });
  });
  const witness = memory(dialect);
  await runCrowd({ ...crowdOptions(url, witness), dialect });
  expect(witness.ops("send").map(({ outcome }) => outcome)).toEqual(["ok", "info"]);
});

test("an answer that never comes holds nobody up, once the run is over, and is given up", async () => {
  const { promise: givenUp, resolve } = Promise.withResolvers<void>();
  const url = await beside(({ body }, response, send) => {
    response.on("close", resolve);
    send({ type: "agent_completed", run_id: body.id });
  });
  const witness = memory(dialect);
  const report = await runCrowd({ ...crowdOptions(url, witness), dialect });
  expect(report).toMatchObject({ sent: 1, ended: 1 });
  await givenUp;
});

test("without an address for requests nothing is known of the run", async () => {
  const target = await serve((socket) => {
    socket.on("message", () => {});
    setImmediate(() => complete(socket, { type: "", run_id: "nobody's" }));
  });
  const nowhere: Dialect = {
    ...dialect,
    connect(identity, base) {
      const { http: _none, ...handshake } = json().connect(identity, base);
      return handshake;
    },
  };
  const witness = memory(nowhere);
  const options = crowdOptions(target.url, witness, {}, { patience: 200 });
  await runCrowd({ ...options, dialect: nowhere });
  const starts = witness.ops("send").filter(({ action }) => action === "start");
  expect(starts.map(({ outcome }) => outcome)).toEqual(["ok", "info"]);
});

test("a ping is answered as the dialect says", async () => {
  const answers: string[] = [];
  const target = await serve((socket) => {
    socket.on("message", (data: Buffer) => {
      answers.push(data.toString());
      if (answers.length === 1) say(socket, { type: "ping", n: 7 });
      else complete(socket, JSON.parse(answers[0] ?? "{}") as { type: string; run_id: string });
    });
  });
  const polite = json({ pong: ({ n }) => ({ type: "heartbeat_ack", n }) });
  const witness = memory(polite);
  await runCrowd({ ...crowdOptions(target.url, witness), dialect: polite });
  expect(answers[1]).toBe('{"type":"heartbeat_ack","n":7}');
});
