import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { runCrowd } from "./crowd.ts";
import {
  complete,
  crowdOptions,
  memory,
  onAsked,
  refuse,
  serve,
  serveTcp,
  times,
} from "./testing.ts";

test.each([
  [401, "all-refused", "refused every account: HTTP 401"],
  [403, "all-refused", "refused every account: HTTP 403"],
  [503, "unavailable", "turned everybody away: HTTP 503"],
  [429, "unavailable", "turned everybody away: HTTP 429"],
  [404, "not-websocket", "did not upgrade to WebSocket: HTTP 404"],
  [200, "not-websocket", "did not upgrade to WebSocket: HTTP 200"],
  [302, "not-websocket", "did not upgrade to WebSocket: HTTP 302"],
])("HTTP %i in place of every upgrade: %s", async (status, code, words) => {
  const url = await refuse(status, '{"error":\n"no"}');
  const witness = memory();
  const { host } = new URL(url);
  await expect(runCrowd(crowdOptions(url, witness, { users: 3 }))).rejects.toEqual(
    new HarnessError(code as "dns", `${host} ${words} (3 of 3 connections).`),
  );
  expect(
    witness.ops("open").map(({ outcome, status: got, reason }) => [outcome, got, reason]),
  ).toEqual(times(3, ["rejected", status, '{"error": "no"}']));
  expect(witness.evidence[0]).toBe(
    `HTTP/1.1 ${status} Nope\r\nContent-Length: 15\r\n\r\n{"error":\n"no"}`,
  );
  expect(witness.ops("close")).toEqual([]);
});

test("one refused account among good ones does not stop the others", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  server.sockets.options.verifyClient = ({ req }: { req: IncomingMessage }) =>
    req.headers.authorization !== "Bearer token-of-user-0";
  const witness = memory();
  const report = await runCrowd(crowdOptions(server.url, witness, { users: 3 }));
  expect(report).toMatchObject({ connected: 2, rejected: 1, sent: 2, ended: 2 });
  expect(witness.ops("send").map(({ user, outcome }) => [user, outcome])).toEqual([
    ["user-0", "fail"],
    ["user-1", "ok"],
    ["user-2", "ok"],
  ]);
});

test.each([
  [1008, "all-refused"],
  [1013, "unavailable"],
])("everybody is let in and closed with %i: %s", async (closeCode, code) => {
  const server = await serve((socket) => socket.close(closeCode, "no"));
  const witness = memory();
  await expect(runCrowd(crowdOptions(server.url, witness, { users: 2 }))).rejects.toMatchObject({
    code,
  });
  expect(witness.ops("close").map(({ code: seen, reason, by }) => [seen, reason, by])).toEqual(
    times(2, [closeCode, "no", "server"]),
  );
});

test("a server that never answers is given up with its first connection", async () => {
  const url = await serveTcp(() => {});
  const witness = memory();
  const options = crowdOptions(url, witness, { users: 25 }, { handshakeTimeout: 50 });
  await expect(runCrowd(options)).rejects.toMatchObject({ code: "silent" });
  expect(
    witness.ops("open").map(({ outcome, reason, status }) => [outcome, reason, status]),
  ).toEqual([["failed", "ETIMEDOUT", null]]);
});

test.each([
  ["a closed port", "refused", "ws://127.0.0.1:1/ws"],
  ["a name that does not resolve", "dns", "ws://quintet.invalid/ws"],
])("%s: %s, told by the first connection", async (_name, code, url) => {
  const witness = memory();
  await expect(runCrowd(crowdOptions(url, witness, { users: 25 }))).rejects.toMatchObject({ code });
  expect(witness.ops("open")).toHaveLength(1);
});

test("wss:// towards a server without TLS: tls", async () => {
  const server = await serve(() => {});
  const witness = memory();
  const url = server.url.replace("ws:", "wss:");
  await expect(runCrowd(crowdOptions(url, witness))).rejects.toMatchObject({ code: "tls" });
});

test("something that is no HTTP at all: not-websocket", async () => {
  const url = await serveTcp((socket) => socket.write("220 mail.example.com ESMTP\r\n"));
  await expect(runCrowd(crowdOptions(url, memory()))).rejects.toMatchObject({
    code: "not-websocket",
    message: expect.stringContaining("an answer that is no HTTP (HPE_"),
  });
});

test("a redirect is not followed, and where it leads is told", async () => {
  const answer = "HTTP/1.1 307 Temporary Redirect\r\nLocation: /ws/\r\nContent-Length: 0\r\n\r\n";
  const url = await serveTcp((socket) => socket.once("data", () => socket.end(answer)));
  const witness = memory();
  await expect(runCrowd(crowdOptions(url, witness, { users: 1 }))).rejects.toMatchObject({
    code: "not-websocket",
    message: expect.stringContaining("HTTP 307, a redirect to the same path with a slash"),
    hint: expect.stringContaining("Redirects are not followed"),
  });
  expect(witness.ops("open")).toHaveLength(1);
});
