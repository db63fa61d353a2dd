import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { runCrowd } from "./crowd.ts";
import { complete, crowdOptions, memory, onAsked } from "./testing.ts";

/** A server that compresses whatever a client lets it, and what each connection agreed upon. */
async function compressing(): Promise<{ readonly url: string; readonly agreed: string[] }> {
  const http = createServer();
  const agreed: string[] = [];
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: { threshold: 0 } });
  sockets.on("connection", (socket) => {
    agreed.push(socket.extensions);
    onAsked(socket, (asked) => complete(socket, asked));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`, agreed };
}

test.for([
  [true, ["permessage-deflate", "permessage-deflate"]],
  [false, ["", ""]],
] as const)("compression %s: agreed upon is %j, and what came is the same", async (given) => {
  const [compression, agreed] = given;
  const server = await compressing();
  const witness = memory();
  const report = await runCrowd(crowdOptions(server.url, witness, { users: 2 }, { compression }));
  expect(report).toMatchObject({ sent: 2, ended: 2 });
  expect(server.agreed).toEqual(agreed);
  const messages = witness.seen.filter(({ type }) => type === "message");
  expect(messages).toHaveLength(4);
  expect(witness.ops("close").map(({ frames }) => frames)).toEqual([2, 2]);
});
