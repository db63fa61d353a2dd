import { Buffer } from "node:buffer";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { HttpCall } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import { Connection } from "./connection.ts";
import { DEAF, memory, surroundings } from "./testing.ts";

const CALL: HttpCall = {
  method: "POST",
  url: "/runs",
  headers: {},
  body: "{}",
  run: "r1",
  action: "start",
};

/** Calls back when the last byte of an answer to any request has come, before whoever asked knows. */
function onLastByte(call: () => void): void {
  const answered = (message: unknown): void => {
    const { response } = message as { readonly response: IncomingMessage };
    response.prependOnceListener("end", call);
  };
  subscribe("http.client.response.finish", answered);
  onTestFinished(() => void unsubscribe("http.client.response.finish", answered));
}

/** What an open connection has recorded after a request of its own was answered; `meanwhile` it may have ended. */
async function asked(meanwhile: (connection: Connection) => void) {
  const http = createServer((_request, response) => response.end('{"ok":true}'));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const witness = memory(json());
  const connection = new Connection(
    { number: 0, user: "amy", role: "user" },
    surroundings(witness, () => DEAF),
  );
  const { promise: told, resolve } = Promise.withResolvers<void>();
  onLastByte(() => {
    meanwhile(connection);
    // Whoever asked is told before the next turn.
    setImmediate(resolve);
  });
  const { port } = http.address() as AddressInfo;
  connection.open({
    url: "ws://127.0.0.1:1/",
    headers: {},
    protocols: [],
    login: [],
    http: { base: `http://127.0.0.1:${port}/`, headers: {} },
  });
  connection.opened();
  connection.send(CALL);
  await told;
  return { frames: connection.frames, seen: witness.seen.map(({ type }) => type) };
}

test("the answer to a request is a message of its connection", async () => {
  expect(await asked(() => {})).toEqual({ frames: 1, seen: ["open", "message"] });
});

test("an answer that is whole as its connection ends is no message any more: its counts were told", async () => {
  const ended = await asked((connection) => connection.ended(1000, Buffer.alloc(0)));
  expect(ended).toEqual({ frames: 0, seen: ["open", "close"] });
});
