import { hash } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type AddressInfo, createServer, type Socket as TcpSocket } from "node:net";
import { expect } from "vitest";
import type { Handshake } from "../../../dialects/dialect.ts";
import { codeOf, headOf } from "../../handshake-words.ts";
import type { Wire, WireOptions, WireOwner } from "../../wire.ts";
import { LeanSocket } from "../lean/lean-socket.ts";
import { openSocket } from "../open-socket.ts";
import { Socket } from "../socket.ts";
import { readClient } from "./client-bytes.ts";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

type Name = keyof WireOwner;

/** What one driver told its owner, and what the server had of it. */
interface Account {
  readonly told: readonly (readonly unknown[])[];
  readonly sent: readonly (readonly string[])[];
}

/** What a server does to one connection, and what its client does. */
export interface Script {
  readonly handshake?: Partial<Handshake>;
  readonly options?: Partial<WireOptions>;
  /** The server's answer to the request, in the chunks in which it is written. */
  readonly plays: (accept: string) => readonly (string | Buffer)[];
  /** What the server does when all is played; by default it ends. `deaf`: it ends, and has read nothing. */
  readonly last?: "end" | "reset" | "stay" | "listen" | "deaf";
  /** What the client does when its owner is told of something; `begin`: at once. */
  readonly acts?: (
    wire: Wire,
    happened: Name | "begin",
    told: (what: string) => (error?: Error | null) => void,
  ) => void;
  /** What the client does once all is played. */
  readonly finally?: (wire: Wire) => void;
  /** False: `ws` drives both sides. */
  readonly lean?: boolean;
  /** Where the server listens. */
  readonly listens?: string;
}

/** `ws`, and whatever opens such a connection, on the same bytes. */
export async function duel(
  script: Script,
): Promise<{ readonly ws: Account; readonly ours: Account }> {
  const [ws, ours] = await Promise.all([
    account(script, (owner, handshake, options) => new Socket(owner, handshake, options)),
    account(script, (owner, handshake, options) => {
      const wire = openSocket(owner, handshake, options);
      expect(wire instanceof LeanSocket).toBe(script.lean ?? true);
      return wire;
    }),
  ]);
  return { ws, ours };
}

async function account(
  script: Script,
  open: (owner: WireOwner, handshake: Handshake, options: WireOptions) => Wire,
): Promise<Account> {
  const told: (readonly unknown[])[] = [];
  let wire: Wire | null = null;
  const random: string[] = [];
  const received: Buffer[][] = [];
  const closing: Promise<unknown>[] = [];
  const sockets: TcpSocket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const chunks: Buffer[] = [];
    received.push(chunks);
    sockets.push(socket);
    closing.push(new Promise((resolve) => socket.on("close", resolve)));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => {});
    void playTo(socket, script, chunks, {
      accept: (accept) => random.push(accept, accept.toLowerCase()),
      ends: () => told.push(["the server ends"]),
      played: () => wire && script.finally?.(wire),
    });
  });
  server.listen(0, script.listens ?? "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ended = Promise.withResolvers<void>();
  let opened = false;

  const tell = (what: Name | "threw" | "done", ...details: unknown[]): void => {
    told.push([what, wire?.isOpen, ...details]);
    if (what === "ended" || what === "threw") ended.resolve();
    if (wire && what !== "threw" && what !== "done") script.acts?.(wire, what, done);
  };
  const done = (what: string) => (error?: Error | null) => {
    tell("done", what, error ? "failed" : "written");
  };
  const owner: WireOwner = {
    upgrading: (head, status) => tell("upgrading", head.toString("latin1"), status),
    opened() {
      opened = true;
      tell("opened");
    },
    answering: () => tell("answering"),
    rejected(response: IncomingMessage, body) {
      tell("rejected", headOf(response).toString("latin1"), body.toString("latin1"));
      wire?.terminate();
    },
    // Whether it was reached is asked of what never opened; `ws` forgets it afterwards.
    errored: (error) => tell("errored", codeOf(error), opened || wire?.reached),
    received: (data, binary) => tell("received", data.toString("latin1"), binary),
    beat: (kind, data) => tell("beat", kind, data.toString("latin1")),
    ended: (code, reason) => tell("ended", code, reason.toString("latin1")),
  };
  const handshake = {
    url: `ws://127.0.0.1:${port}/ws`,
    headers: {},
    protocols: [],
    login: [],
    ...script.handshake,
  };
  try {
    const url = handshake.url.replace("PORT", String(port));
    wire = open(
      owner,
      { ...handshake, url },
      { maxFrameBytes: 1_000, compression: false, ...script.options },
    );
    script.acts?.(wire, "begin", done);
  } catch (error) {
    tell("threw", codeOf(error as Error));
  }
  await ended.promise;
  // What was told too late or twice shows in the turns after the end.
  await turns(4);
  if (script.last === "stay" || script.last === "deaf")
    for (const socket of sockets) socket.destroy();
  await Promise.all(closing);
  await turns(2);
  server.close();
  const sent = received.map((chunks) => readClient(Buffer.concat(chunks)));
  return JSON.parse(
    withoutAll(JSON.stringify({ told, sent }), [String(port), ...random]),
  ) as Account;
}

/** What is another each time, and means nothing. */
function withoutAll(text: string, random: readonly string[]): string {
  return random.reduce((rest, word) => rest.replaceAll(word, "…"), text);
}

async function playTo(
  socket: TcpSocket,
  script: Script,
  chunks: readonly Buffer[],
  tell: Readonly<Record<"accept" | "ends" | "played", (accept: string) => void>>,
): Promise<void> {
  let request = "";
  while (!request.endsWith("\r\n\r\n")) {
    if (socket.destroyed || socket.readableEnded) return void socket.destroy();
    await turns(1);
    request = Buffer.concat(chunks).toString("latin1");
  }
  const [, key = ""] = /Sec-WebSocket-Key: (.*)\r\n/i.exec(request) ?? [];
  const accept = hash("sha1", key + GUID, "base64");
  tell.accept(accept);
  if (script.last === "deaf") socket.pause();
  for (const chunk of script.plays(accept)) {
    if (socket.destroyed) return;
    socket.write(chunk);
    // The other side reads this before the next is written.
    await turns(2);
  }
  tell.played(accept);
  const { last = "end" } = script;
  if (last === "end" || last === "deaf") socket.end();
  else if (last === "reset") socket.resetAndDestroy();
  else if (last === "listen") {
    if (!socket.readableEnded) await once(socket, "end");
    // Whoever has only ended, and is not gone, is told of our end.
    await turns(4);
    tell.ends(accept);
    socket.end();
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
}
