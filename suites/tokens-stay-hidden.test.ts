import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { emptyFolder, quintet } from "./cli.ts";

/** A server that throws its users' tokens back at them, wherever a message has room for one. */
async function startTattler(): Promise<string> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on("connection", (socket, request) => {
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    socket.send(`{"type":"note","text":"your token is ${token}"}`);
    socket.send(Buffer.from(`binary ${token}`));
    socket.ping(token);
    socket.on("message", (raw: Buffer) => {
      const { run_id } = JSON.parse(raw.toString()) as { run_id: string };
      socket.send(
        JSON.stringify({ type: "agent_started", run_id, data: { agent_name: token, [token]: 1 } }),
      );
      socket.send(JSON.stringify({ type: token, run_id, thread_id: token, data: {} }));
      socket.send(JSON.stringify({ type: "error", code: token, message: token, run_id }));
      socket.close(1011, `bye ${token}`);
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    http.close();
  });
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`;
}

test("no token stands in anything that an execution leaves or prints, though the server echoes them all", async () => {
  const folder = await emptyFolder();
  const tokens = ["one", "two", "three"].map((name) => `opaque-token-of-${name}-4f7d1c9b`);
  await writeFile(
    join(folder, "accounts.ndjson"),
    tokens.map((token, at) => JSON.stringify({ id: `user-${at}`, token })).join("\n"),
  );
  const url = await startTattler();
  const crowd = [
    "--users",
    "2",
    "--sentinels",
    "1",
    "--runs",
    "1",
    "--patience",
    "300ms",
    "--linger",
    "100ms",
  ];
  const { code, stdout, stderr } = await quintet(
    ["run", "--url", url, "--accounts", "accounts.ndjson", ...crowd],
    folder,
  );
  expect(code).not.toBe(0);
  const report = join(folder, "quintet-report");
  const files = await readdir(report);
  expect(files).toEqual(
    expect.arrayContaining([
      "history.ndjson",
      "junit.xml",
      "plan.json",
      "summary.md",
      "verdict.json",
    ]),
  );
  const left = [
    stdout,
    stderr,
    ...(await Promise.all(files.map((file) => readFile(join(report, file), "utf8")))),
  ];
  for (const token of tokens) for (const text of left) expect(text).not.toContain(token);
  expect(left.join("")).toContain("[token of user-0]");
});
