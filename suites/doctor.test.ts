import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { SEND, startChatServer } from "./chat-server.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

test("without a target it says what the machine offers, and how to name one", async () => {
  const { code, stdout } = await quintet(["doctor"], await emptyFolder());
  expect(code).toBe(0);
  expect(stdout).toMatch(/ok\s+Node\s+\d+\.\d+/);
  expect(stdout).toContain("no target is named");
});

test("every message of one run is told, with what it was taken as", async () => {
  const server = await startForeignServer({ optional: true });
  const { code, stdout } = await quintet(["doctor", "--url", server.url], await emptyFolder());
  await server.close();
  expect(code).toBe(0);
  for (const words of ["welcome", "accepted of run 1", "event agent_completed of run 1"]) {
    expect(stdout).toContain(words);
  }
  expect(stdout).toContain("token accepted, 5 events, ended by agent_completed");
});

test("a server that speaks otherwise is ill, with what came and what to do", async () => {
  const url = await startChatServer();
  const folder = await emptyFolder();
  const config = {
    target: { url },
    dialect: { json: { start: JSON.parse(SEND) as object } },
    patience: "1s",
  };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
  const { code, stdout } = await quintet(["doctor"], folder);
  expect(code).toBe(2);
  expect(stdout).toMatch(/NO\s+token and one run\s+of \d messages none was taken as an event/);
  expect(stdout).toContain("quintet init");
});

test("a server that cuts the connection is ill, and its log is pointed to", async () => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => socket.on("message", () => socket.terminate()));
  await once(server, "listening");
  onTestFinished(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}/`;
  const { code, stdout } = await quintet(["doctor", "--url", url], await emptyFolder());
  expect(code).toBe(2);
  expect(stdout).toContain("the server closed the connection with 1006");
  expect(stdout).toContain("to do: The server's log may tell why. Where it did not understand");
});

test("of a redirect the server is told, and no token that it repeats", async () => {
  const server = createServer((_request, response) => response.end());
  server.on("upgrade", ({ headers }, socket) => {
    const token = headers.authorization?.replace("Bearer ", "");
    socket.end(`HTTP/1.1 302 Found\r\nLocation: https://login.${token}/?t=${token}\r\n\r\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const folder = await emptyFolder();
  const { port } = server.address() as AddressInfo;
  await writeFile(join(folder, "one.ndjson"), '{"id":"amy","token":"S3cret-of-amy"}');
  const config = {
    target: { url: `ws://127.0.0.1:${port}/` },
    accounts: { file: "one.ndjson" },
    crowd: { users: 1, sentinels: 0 },
  };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
  const { code, stdout, stderr } = await quintet(["doctor"], folder);
  expect([code, stderr]).toEqual([2, ""]);
  expect(stdout.replace(/\s+/g, " ")).toContain("HTTP 302, a redirect to https://login.[token of ");
  expect(stdout).not.toContain("S3cret-of");
});

test("a target that is not there, and one without accounts, are told apart", async () => {
  const folder = await emptyFolder();
  const gone = await quintet(["doctor", "--url", "ws://127.0.0.1:9/"], folder);
  expect([gone.code, gone.stdout]).toEqual([2, expect.stringMatching(/NO .*ECONNREFUSED/)]);
  const foreign = await quintet(["doctor", "--url", "wss://staging.invalid/ws"], folder);
  expect([foreign.code, foreign.stdout]).toEqual([2, expect.stringMatching(/NO\s+accounts/)]);
});
