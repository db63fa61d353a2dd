import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export type WildEvent = Readonly<Record<string, unknown>>;

/** How a server speaks that knows nothing of ours. */
export interface Manner {
  /** Nothing is heard before `{"op":"auth","token"}`, and the answer takes a while. */
  readonly login?: boolean;
  /**
   * What a run is called. `client`: as it was asked for. Else the server's own id, which it tells with ours in
   * an acknowledgement before the events, in the answer to the request after them, or with nothing of ours at all.
   */
  readonly names?: "client" | "acknowledged" | "answered" | "untold";
  /** The messages that hold these events; one a message by default. */
  readonly wrap?: (events: readonly WildEvent[]) => readonly (string | Buffer)[];
}

/** What it does wrong, on every fifth run. */
export type WildBug = "leak" | "lose";

export interface WildServer {
  /** `ws://…/ws`: a user's own path is beneath it, the token in the query `key` or in a login. */
  readonly url: string;
  close(): Promise<void>;
}

interface Asked {
  readonly op: string;
  readonly token?: string;
  readonly ref?: string;
  readonly text?: string;
}

/** How long a login or a late answer takes, in milliseconds: what does not wait for it comes too early. */
const SLOW = 30;

/** A small real server: users at `/ws/<user>`, runs by `{"op":"ask","ref","text"}` or `POST /runs`. */
export async function startWildServer(manner: Manner, bug?: WildBug): Promise<WildServer> {
  const { login = false, names = "client", wrap = oneEach } = manner;
  const rooms = new Map<string, WebSocket>();
  let runs = 0;

  /** Tells the run's id, and its events to the user's socket. */
  function answer(user: string, { ref = "", text = "" }: Asked): string {
    runs += 1;
    const id = names === "client" ? ref : `srv-${runs}`;
    const socket = rooms.get(user);
    if (names === "acknowledged") socket?.send(JSON.stringify({ op: "taken", ref, run: id }));
    const wrong = runs % 5 === 3 ? bug : undefined;
    const events = eventsOf(id, text);
    const other = [...rooms.values()].find((each) => each !== socket);
    if (wrong === "leak") for (const message of wrap(events.slice(1, 2))) other?.send(message);
    const kept = wrong === "lose" ? events.filter((_, at) => at !== 3) : events;
    for (const message of wrap(kept)) socket?.send(message);
    return id;
  }

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = await request.toArray();
    const user = subject((request.headers.authorization ?? "").replace("Bearer ", ""));
    if (request.method !== "POST" || request.url !== "/runs" || !rooms.has(user)) {
      response.writeHead(401).end('{"code":"who_are_you"}');
      return;
    }
    const run = answer(user, JSON.parse(Buffer.concat(chunks).toString()) as Asked);
    setTimeout(() => response.writeHead(202).end(JSON.stringify({ run })), SLOW);
  }

  function meet(socket: WebSocket, request: IncomingMessage): void {
    const url = new URL(request.url ?? "", "http://localhost");
    const user = decodeURIComponent(url.pathname.replace("/ws/", ""));
    let known = !login && subject(url.searchParams.get("key") ?? "") === user;
    if (!login && !known) return socket.close(1008);
    if (known) rooms.set(user, socket);
    socket.on("message", (raw: Buffer) => {
      const asked = JSON.parse(raw.toString()) as Asked;
      if (asked.op === "auth" && subject(asked.token ?? "") === user) {
        setTimeout(() => {
          known = true;
          rooms.set(user, socket);
          socket.send('{"op":"ready"}');
        }, SLOW);
      } else if (asked.op === "ask" && known) answer(user, asked);
    });
  }

  const http = createServer((request, response) => void post(request, response));
  const server = new WebSocketServer({ server: http });
  server.on("connection", meet);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`,
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
}

function eventsOf(run: string, text: string): readonly WildEvent[] {
  const events: readonly (readonly [string, WildEvent])[] = [
    ["agent_started", { agent_name: "wild" }],
    ["agent_thinking", { reasoning: `They want: ${text}` }],
    ["tool_executing", { tool_name: "look", call_id: `c-${run}`, parameters: { q: "it" } }],
    ["tool_completed", { tool_name: "look", call_id: `c-${run}`, result: ["there"] }],
    ["agent_completed", { final_response: `It is there, as you said: ${text}` }],
  ];
  return events.map(([type, data]) => ({ type, run, data }));
}

function oneEach(events: readonly WildEvent[]): readonly string[] {
  return events.map((event) => JSON.stringify(event));
}

/** It reads a token, and trusts it. */
function subject(token: string): string {
  try {
    const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    return (JSON.parse(claims) as { sub: string }).sub;
  } catch {
    return "";
  }
}
