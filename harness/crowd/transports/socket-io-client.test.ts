import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { socketIo } from "../../dialects/socket-io.ts";
import { runCrowd } from "../crowd.ts";
import type { CrowdLimits } from "../limits.ts";
import { crowdOptions, memory, refuse, serve } from "../testing.ts";
import { loadTransport } from "./load-transport.ts";

const HELLO = '0{"sid":"e1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const JOINED = '40{"sid":"s1"}';

interface Target {
  readonly url: string;
  /** The address of each handshake, and every text that came. */
  readonly urls: string[];
  readonly texts: string[];
}

/** Greets, lets everybody in, and hands over what else is said. */
async function serveSocketIo(
  heard: (text: string, socket: WebSocket) => void,
  join: (socket: WebSocket) => void = (socket) => socket.send(JOINED),
  hello = HELLO,
): Promise<Target> {
  const urls: string[] = [];
  const texts: string[] = [];
  const { url, sockets } = await serve((socket) => {
    socket.send(hello);
    socket.on("message", (data: Buffer) => {
      const text = data.toString();
      texts.push(text);
      if (text.startsWith("40")) join(socket);
      else heard(text, socket);
    });
  });
  sockets.on("headers", (_headers, request) => urls.push(request.url ?? ""));
  return { url: `${url}?room=1`, urls, texts };
}

/** The shortest run there is. */
function complete(text: string, socket: WebSocket): void {
  if (!text.startsWith("42")) return;
  const [, { run_id }] = JSON.parse(text.slice(2)) as [string, { readonly run_id: string }];
  socket.send(`42${JSON.stringify(["agent_completed", { run_id }])}`);
}

async function crowd(url: string, limits: Partial<CrowdLimits> = {}) {
  const dialect = socketIo({ client: true });
  const witness = memory(dialect);
  const error = await runCrowd({ ...crowdOptions(url, witness, {}, limits), dialect }).then(
    () => null,
    (reason: unknown) => reason as { readonly code: string },
  );
  const kinds = witness.seen.flatMap((one) => (one.type === "message" ? [one.message.kind] : []));
  return { witness, kinds, error };
}

test("the client joins, sends and leaves; every byte that comes is recorded as it came", async () => {
  const { url, urls, texts } = await serveSocketIo((text, socket) => {
    if (text.startsWith("42")) socket.send("2");
    complete(text, socket);
  });
  const { witness, kinds, error } = await crowd(url);
  expect(error).toBeNull();
  expect(urls).toEqual(["/socket.io/?room=1&EIO=4&transport=websocket"]);
  expect(texts[0]).toBe('40{"token":"token-of-user-0"}');
  expect(texts[1]).toMatch(/^42\["user_message",\{"run_id":/);
  expect(texts.slice(2)).toEqual(["3", "41"]);
  expect(kinds).toEqual(["unknown", "welcome", "ping", "event"]);
  const event = `42["agent_completed",{"run_id":"${"0".repeat(36)}"}]`;
  const bytes = HELLO.length + JOINED.length + 1 + event.length;
  expect(witness.ops("close")).toMatchObject([{ by: "harness", frames: 4, bytes }]);
  expect(witness.evidence[0]).toContain("HTTP/1.1 101 Switching Protocols");
});

describe("it stays as it is, and nothing is tried again", () => {
  test("when the server closes", async () => {
    const { url, urls } = await serveSocketIo((_text, socket) => socket.close(4000, "enough"));
    const { witness } = await crowd(url);
    expect(urls).toHaveLength(1);
    expect(witness.ops("close")).toMatchObject([{ code: 4000, by: "server", reason: "enough" }]);
  });

  test("when the server lets go", async () => {
    const { url, urls } = await serveSocketIo((_text, socket) => socket.terminate());
    const { witness } = await crowd(url);
    expect(urls).toHaveLength(1);
    expect(witness.ops("close")).toMatchObject([{ code: 1006, by: "network" }]);
  });

  test("when the namespace is left open, and nothing is kept for later", async () => {
    const { url, texts } = await serveSocketIo(complete, () => undefined);
    const { witness } = await crowd(url, { handshakeTimeout: 60, patience: 120 });
    expect(witness.ops("send").map(({ action, outcome }) => [action, outcome])).toContainEqual([
      "start",
      "info",
    ]);
    expect(texts.filter((text) => text.startsWith("42"))).toEqual([]);
  });

  test("when a packet is no packet: that is the server's fault", async () => {
    const { url } = await serveSocketIo((_text, socket) => socket.send("42{{"));
    const { witness, kinds } = await crowd(url);
    expect(witness.ops("close")).toMatchObject([{ code: 1002, by: "harness" }]);
    expect(kinds.at(-1)).toBe("malformed");
  });

  test("when the server asks for no sign of life in the time that it set: it may be ours that is late", async () => {
    const hello = HELLO.replace("25000", "20").replace("20000", "20");
    const { url } = await serveSocketIo(() => undefined, undefined, hello);
    const { witness } = await crowd(url);
    expect(witness.ops("close")).toMatchObject([{ code: 4408, by: "harness" }]);
  });

  test("when a message is too large", async () => {
    const { url } = await serveSocketIo((_text, socket) => socket.send("x".repeat(5_000)));
    const { witness } = await crowd(url, { maxFrameBytes: 4_096 });
    expect(witness.ops("close")).toMatchObject([{ code: 1009, by: "harness" }]);
  });
});

test("who is refused is told so: at the upgrade, with the answer, or by the namespace", async () => {
  const early = await crowd(await refuse(403, "not you"));
  expect(early.error?.code).toBe("all-refused");
  expect(early.witness.ops("open")).toMatchObject([{ status: 403, reason: "not you" }]);
  const { url } = await serveSocketIo(complete, (socket) => socket.send('44{"message":"no"}'));
  const late = await crowd(url);
  expect(late.error?.code).toBe("all-refused");
  expect(late.witness.ops("close")).toHaveLength(1);
});

describe("the package", () => {
  const missing = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  const absent = async (): Promise<never> => Promise.reject(missing);

  test("is named where it is asked for and not there", async () => {
    await expect(loadTransport("socket.io", absent)).rejects.toMatchObject({
      code: "no-socket-io",
    });
  });

  test("that is broken is told as it is", async () => {
    const broken = new SyntaxError("unexpected token");
    const load = async (): Promise<never> => Promise.reject(broken);
    await expect(loadTransport("socket.io", load)).rejects.toBe(broken);
  });

  test.for([undefined, "websocket", "sse"] as const)("is not loaded for %s", async (transport) => {
    expect(await loadTransport(transport, absent)).toBeTypeOf("function");
  });
});
