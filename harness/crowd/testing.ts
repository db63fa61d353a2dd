import { once } from "node:events";
import { type IncomingMessage, type Server, createServer } from "node:http";
import { type AddressInfo, type Socket, createServer as createTcpServer } from "node:net";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { Dialect, Message } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import type { OpType, Unstamped } from "../history/op.ts";
import type { Witness } from "../history/witness.ts";
import { type PlanOptions, makePlan } from "../plan/make-plan.ts";
import type { CrowdOptions } from "./crowd.ts";
import { CROWD_LIMITS, type CrowdLimits } from "./limits.ts";
import type { Surroundings } from "./seat.ts";
import type { OpenWire, Wire } from "./wire.ts";

/** An op, or a message as the crowd handed it over, in the order of arrival. */
export type Seen =
  | Unstamped
  | { readonly type: "message"; readonly connection: number; readonly message: Message }
  | { readonly type: "control"; readonly connection: number; readonly kind: "ping" | "pong" };

/** Remembers everything that it is told. */
export interface Memory extends Witness<Message> {
  readonly seen: Seen[];
  readonly evidence: string[];
  ops<T extends OpType>(type: T): Extract<Unstamped, { type: T }>[];
}

export function memory(dialect: Dialect = json()): Memory {
  const seen: Seen[] = [];
  const evidence: string[] = [];
  const started = performance.now();
  return {
    seen,
    evidence,
    ops: <T extends OpType>(type: T) =>
      seen.filter((op): op is Extract<Unstamped, { type: T }> => op.type === type),
    now: () => performance.now() - started,
    opened(op, bytes) {
      seen.push(op);
      evidence.push(bytes.toString());
    },
    closed: (op) => void seen.push(op),
    sent: (op) => void seen.push(op),
    fault: (op) => void seen.push(op),
    control: (connection, _user, kind) => void seen.push({ type: "control", connection, kind }),
    message(connection, _user, data, binary, answered) {
      if (binary) return [];
      const messages = dialect.receive(data.toString(), answered);
      for (const message of messages) seen.push({ type: "message", connection, message });
      return messages;
    },
  };
}

/**
 * A memory whose clock goes by what it is told, and hardly by that on the wall: each run that ends takes so many
 * milliseconds.
 */
export function pacedMemory(step: number): Memory {
  const witness = memory();
  let ends = 0;
  return {
    ...witness,
    now: () => ends * step + witness.now() / 1_000,
    message(...told) {
      const messages = witness.message(...told);
      ends += messages.filter(isEnd).length;
      return messages;
    },
  };
}

function isEnd(message: Message): boolean {
  return message.kind === "event" && message.event.type === "agent_completed";
}

/** Users with ids `user-0`, `user-1` …, and tokens `token of user-0` …; short limits. */
export function crowdOptions(
  base: string,
  witness: Witness<Message>,
  shape: Partial<PlanOptions> = {},
  limits: Partial<CrowdLimits> = {},
): CrowdOptions {
  const { users = 1, sentinels = 0 } = shape;
  const ids = Array.from({ length: users + sentinels }, (_, at) => ({ id: `user-${at}` }));
  const plan = makePlan({
    seed: "s",
    nonce: "00112233445566778899aabbccddeeff",
    users,
    sentinels,
    runsPerUser: 1,
    tabs: 1,
    runsAtOnce: 1,
    maxOpenRuns: 1_000,
    schedule: "closed",
    prompts: "plain",
    accounts: ids,
    ...shape,
  });
  return {
    plan,
    accounts: ids.map(({ id }) => ({ id, token: `token-of-${id}` })),
    dialect: json(),
    bases: [base],
    witness,
    terminalTypes: new Set(["agent_completed", "agent_error"]),
    limits: { ...CROWD_LIMITS, patience: 5_000, linger: 5, ...limits },
  };
}

/** A socket that is open, takes whatever it is told, and never tells anything itself. */
export const DEAF: Wire = {
  isOpen: true,
  reached: true,
  send() {},
  ping() {},
  close() {},
  terminate() {},
};

/** What a connection of no crowd has around it. */
export function surroundings(witness: Witness<Message>, openWire: OpenWire): Surroundings {
  return {
    witness,
    limits: { ...CROWD_LIMITS, patience: 5_000, linger: 5 },
    transport: "websocket",
    openWire,
    welcomed: false,
    opened() {},
    heard() {},
    closed() {},
  };
}

export interface TinyServer {
  readonly url: string;
  readonly http: Server;
  readonly sockets: WebSocketServer;
}

/** A WebSocket server on a port of its own, stopped when the test ends. */
export async function serve(
  onConnection: (socket: WebSocket, user: string) => void,
): Promise<TinyServer> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket, request) => onConnection(socket, userOf(request)));
  return { url: await listen(http), http, sockets };
}

/** An HTTP server that never upgrades. */
export async function refuse(status: number, body: string): Promise<string> {
  const http = createServer();
  http.on("upgrade", (_request, socket) => {
    socket.end(`HTTP/1.1 ${status} Nope\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  return listen(http);
}

async function listen(http: Server): Promise<string> {
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`;
}

function userOf({ headers }: IncomingMessage): string {
  return (headers.authorization ?? "").replace("Bearer token-of-", "");
}

/** A TCP server that knows nothing of HTTP. */
export async function serveTcp(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

/** A run as a client asked for it. */
export interface Asked {
  readonly type: string;
  readonly run_id: string;
}

/** Every request of a client, parsed. */
export function onAsked(socket: WebSocket, answer: (asked: Asked) => void): void {
  socket.on("message", (data: Buffer) => answer(JSON.parse(data.toString()) as Asked));
}

export function say(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}

export function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

/** The shortest run there is. */
export function complete(socket: WebSocket, { run_id }: Asked): void {
  say(socket, { type: "agent_started", run_id });
  say(socket, { type: "agent_completed", run_id });
}
