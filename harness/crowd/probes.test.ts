import { expect, onTestFinished, test } from "vitest";
import { startReferenceServer } from "../../fixtures/reference-server/server.ts";
import { json } from "../dialects/json.ts";
import { mintAccounts } from "./accounts.ts";
import { runCrowd } from "./crowd.ts";
import { DEVELOPMENT_SECRET } from "./secret.ts";
import { createProbe } from "./probes.ts";
import {
  complete,
  crowdOptions,
  DEAF,
  memory,
  onAsked,
  say,
  serve,
  surroundings,
} from "./testing.ts";
import type { WireOwner } from "./wire.ts";
import { badTokens, TOKEN_LIFE } from "./tokens.ts";

test("the reference server lets the crowd in, and turns bad credentials away", async () => {
  const server = await startReferenceServer({ secret: "only-here", delay: { min: 0, max: 1 } });
  onTestFinished(() => server.close());
  const witness = memory();
  const options = crowdOptions(server.url, witness, {
    users: 5,
    sentinels: 2,
    runsPerUser: 2,
    tabs: 2,
  });
  const now = Date.now();
  const claims = options.plan.users[0]?.claims ?? {};
  const report = await runCrowd({
    ...options,
    dialect: json({ provides: { welcome: "always", acceptance: "always" } }),
    accounts: mintAccounts(options.plan.users, "only-here", { now, ttl: TOKEN_LIFE }),
    probes: badTokens({ claims, secret: "only-here", now }),
  });
  expect(report).toMatchObject({
    connections: 12,
    connected: 12,
    sent: 10,
    ended: 10,
    targetLost: false,
  });
  const probes = witness.ops("open").filter(({ role }) => role === "probe");
  expect(
    probes
      .map(({ probe, user, outcome, status }) => `${probe} ${user} ${outcome} ${status}`)
      .toSorted(),
  ).toEqual([
    "alg-none null rejected 401",
    "bad-signature null rejected 401",
    "expired null rejected 401",
    "malformed null rejected 401",
    "missing null rejected 401",
  ]);
  expect(witness.ops("close").every(({ code, by }) => code === 1000 && by === "harness")).toBe(
    true,
  );
});

test("a server that lets a bad credential in is caught in the act", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  server.sockets.on("connection", (socket) => say(socket, { type: "connection_established" }));
  const witness = memory();
  await runCrowd({
    ...crowdOptions(server.url, witness),
    probes: [{ name: "missing", token: null }],
  });
  expect(witness.ops("open").at(-1)).toMatchObject({
    connection: 1,
    role: "probe",
    probe: "missing",
    outcome: "open",
  });
  expect(witness.ops("close").find(({ connection }) => connection === 1)).toMatchObject({
    by: "harness",
    frames: 1,
  });
});

/** What servers do with a bad credential once they have upgraded. */
const ANSWERS: Readonly<Record<string, (owner: WireOwner) => void>> = {
  silence: () => {},
  keepalive: (owner) => owner.received(Buffer.from('{"type":"pong"}'), false),
  welcome: (owner) => owner.received(Buffer.from('{"type":"connection_established"}'), false),
  event: (owner) => owner.received(Buffer.from('{"type":"agent_started","run_id":"r1"}'), false),
  close: (owner) => owner.ended(1008, Buffer.alloc(0)),
};

test("a probe that was welcomed, served or refused is over at once, and any other is held", async () => {
  const over: string[] = [];
  const closed: string[] = [];
  await Promise.all(
    Object.entries(ANSWERS).map(async ([name, answer], number) => {
      const around = surroundings(memory(), (owner) => {
        queueMicrotask(() => owner.opened());
        setImmediate(answer, owner);
        return DEAF;
      });
      const handshake = { url: "ws://127.0.0.1:1/", headers: {}, protocols: [], login: [] };
      const told = { ...around, closed: () => void closed.push(name) };
      await createProbe(number, name, told).present(handshake);
      over.push(name);
    }),
  );
  expect(over.slice(0, 3).toSorted()).toEqual(["close", "event", "welcome"]);
  expect(over.slice(3).toSorted()).toEqual(["keepalive", "silence"]);
  expect(closed).toEqual(["close"]);
});

test("the development secret is the reference server's own", async () => {
  const server = await startReferenceServer({ delay: { min: 0, max: 0 } });
  onTestFinished(() => server.close());
  const options = crowdOptions(server.url, memory());
  const accounts = mintAccounts(options.plan.users, DEVELOPMENT_SECRET, {
    now: Date.now(),
    ttl: TOKEN_LIFE,
  });
  expect(await runCrowd({ ...options, accounts })).toMatchObject({ connected: 1, ended: 1 });
});
