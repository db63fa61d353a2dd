import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";

/** What it does wrong: it tells all instead of one, or forgets one event, on every fifth run. */
export type SocketIoBug = "leak" | "lose";

export interface SocketIoServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Asked {
  readonly id: string;
  readonly text: string;
}

/** How often it asks for a sign of life, in milliseconds. */
const PULSE = 60;

/** How long it waits for one: a busy machine is no reason to let go. */
const PULSE_TIMEOUT = 20_000;

/** Socket.IO's own server, in a namespace of its own, as its guide says: a middleware, a room a user, named events. */
export async function startSocketIoServer(bug?: SocketIoBug): Promise<SocketIoServer> {
  const http = createServer();
  const io = new Server(http, { pingInterval: PULSE, pingTimeout: PULSE_TIMEOUT });
  const agents = io.of("/agents");
  let runs = 0;

  agents.use((socket, next) => {
    const user = subject(socket.handshake.auth["token"]);
    if (user === null) return next(new Error("unauthorised"));
    socket.data = { user };
    next();
  });

  agents.on("connection", (socket: Socket<Record<string, (asked: Asked) => void>>) => {
    const { user } = socket.data as { readonly user: string };
    void socket.join(`user:${user}`);
    socket.on("ask", ({ id, text }) => {
      runs += 1;
      const wrong = runs % 5 === 3 ? bug : undefined;
      for (const [name, data] of sayings(id, text)) {
        if (wrong === "lose" && name === "tool_completed") continue;
        const everybody = wrong === "leak" && name === "agent_thinking";
        const target = everybody ? agents : agents.to(`user:${user}`);
        target.emit(name, { run: id, user, ...data });
      }
    });
  });

  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () => io.close(),
  };
}

function sayings(id: string, text: string): readonly (readonly [string, object])[] {
  return [
    ["agent_started", { agent_name: "io" }],
    ["agent_thinking", { reasoning: `They want: ${text}` }],
    ["tool_executing", { tool_name: "look", call_id: `c-${id}`, parameters: {} }],
    ["tool_completed", { tool_name: "look", call_id: `c-${id}`, result: "there" }],
    ["agent_completed", { final_response: `Here: ${text}` }],
  ];
}

/** It reads a token, and trusts it. */
function subject(token: unknown): string | null {
  if (typeof token !== "string") return null;
  const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  return (JSON.parse(claims) as { readonly sub: string }).sub;
}
