import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Tcp, type TcpListener } from "./tcp.ts";

const BUFFER = 65_536;
const FLOOD = 64 * BUFFER;

/** How many turns of the loop there were, up to now. */
function countTurns(): () => number {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  onTestFinished(() => clearImmediate(next));
  return () => turns;
}

test("of a flood each turn of the loop reads one buffer, and all of it comes", async () => {
  const server = createServer((socket) => socket.end(Buffer.alloc(FLOOD)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const turn = countTurns();
  const read = new Map<number, number>();
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const listener: TcpListener = {
    connected() {},
    arrived(_bytes, size) {
      read.set(turn(), (read.get(turn()) ?? 0) + size);
    },
    ended() {},
    failed() {},
    gone: resolve,
  };
  new Tcp(listener).open({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  await gone;
  const sizes = [...read.values()];
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(FLOOD);
  expect(Math.max(...sizes)).toBe(BUFFER);
});
