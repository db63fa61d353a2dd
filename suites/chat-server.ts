import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";

/**
 * A server with messages of its own shape, as a team would write one that has never heard of us: no user ids,
 * no numbers, no acceptance, one to three `token` events. `leak`: now and then somebody else gets the end.
 */
export async function startChatServer({ leak = false } = {}): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  let runs = 0;
  server.on("connection", (socket) => {
    socket.send(JSON.stringify({ ev: "hello", at: new Date().toISOString() }));
    socket.on("message", (raw: Buffer) => {
      const { op, msg, id } = JSON.parse(raw.toString()) as Record<string, string>;
      if (op !== "chat") return;
      runs += 1;
      const other = [...server.clients].find((client) => client !== socket);
      const to = leak && runs % 5 === 3 ? (other ?? socket) : socket;
      const say = (receiver: WebSocket, ev: string, body: object): void =>
        receiver.send(JSON.stringify({ ev, ref: id, at: new Date().toISOString(), body }));
      say(socket, "begin", {});
      for (let token = 0; token <= runs % 3; token += 1) say(socket, "token", { text: `${token}` });
      say(to, "finish", { answer: `You asked: ${msg}` });
    });
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** How such a server is asked. */
export const SEND = '{"op":"chat","msg":"{prompt}","id":"{run}"}';
