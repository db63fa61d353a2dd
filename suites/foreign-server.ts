import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** What a server of somebody else does wrong, on every seventh run. */
export type Bug = "leak" | "lose" | "double" | "swap" | "after-end" | "mute" | "die";

export interface ForeignServer {
  readonly url: string;
  /** Connections that were open at once, at the peak: counted here, and not by the harness. */
  peak(): number;
  close(): Promise<void>;
}

/**
 * A server as a stranger would write it in an afternoon: the default dialect and nothing of ours.
 * `optional`: welcome, acceptance, ids, numbers and times are sent too.
 */
export async function startForeignServer(options: {
  readonly optional: boolean;
  readonly bug?: Bug;
  /** Sent before every answer: messages that no client asked for. */
  readonly noise?: readonly (string | Buffer)[];
}): Promise<ForeignServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  let runs = 0;
  let peak = 0;
  server.on("connection", (socket, request) => {
    peak = Math.max(peak, server.clients.size);
    const user = subject(request.headers.authorization);
    if (options.optional)
      say(socket, { type: "connection_established", user_id: user, session_id: `s${user}` });
    socket.on("message", (raw: Buffer) => {
      const message = JSON.parse(raw.toString()) as StartMessage;
      if (message.type !== "user_message") return;
      runs += 1;
      const bug = runs % 7 === 3 ? options.bug : undefined;
      if (options.optional)
        say(socket, { type: "run_accepted", run_id: message.run_id, events: 5 });
      for (const noise of options.noise ?? []) socket.send(noise);
      answer(server, socket, eventsOf(message, user, options.optional), bug);
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    peak: () => peak,
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

interface StartMessage {
  readonly type: string;
  readonly run_id: string;
  readonly thread_id: string;
  readonly payload: { readonly content: string };
}

type Event = Record<string, unknown>;

function eventsOf(
  { run_id, thread_id, payload }: StartMessage,
  user: string,
  optional: boolean,
): Event[] {
  const call = `call-${run_id}`;
  const bodies: [string, Event][] = [
    ["agent_started", { agent_name: "helper" }],
    ["agent_thinking", { reasoning: `You ask: ${payload.content}` }],
    ["tool_executing", { tool_name: "search", call_id: call, parameters: { q: payload.content } }],
    ["tool_completed", { tool_name: "search", call_id: call, result: "3 hits" }],
    ["agent_completed", { final_response: `Here is all on ${payload.content}` }],
  ];
  return bodies.map(([type, data], at) => ({
    type,
    run_id,
    data,
    ...(optional && {
      thread_id,
      user_id: user,
      event_id: `${run_id}/${at}`,
      seq: at + 1,
      timestamp: new Date().toISOString(),
    }),
  }));
}

function answer(
  server: WebSocketServer,
  socket: WebSocket,
  events: Event[],
  bug: Bug | undefined,
): void {
  const [started, thinking, executing, completed, done] = events as [
    Event,
    Event,
    Event,
    Event,
    Event,
  ];
  const script: Record<Bug, () => Event[]> = {
    leak: () => {
      for (const other of server.clients)
        if (other !== socket) return (say(other, thinking), events);
      return events;
    },
    lose: () => [started, thinking, executing, done],
    double: () => [started, thinking, executing, executing, completed, done],
    swap: () => [started, executing, thinking, completed, done],
    "after-end": () => [
      ...events,
      { ...thinking, data: { reasoning: "One more thing" }, ...fresh(thinking) },
    ],
    mute: () => [],
    die: () => {
      for (const client of server.clients) client.terminate();
      return [];
    },
  };
  for (const event of bug ? script[bug]() : events) say(socket, event);
}

/** A new id and number for an event that comes after the end, where events have them. */
function fresh(event: Event): Event {
  return typeof event["event_id"] === "string"
    ? { event_id: `${event["event_id"]}-late`, seq: 6 }
    : {};
}

function say(socket: WebSocket, message: Event): void {
  socket.send(JSON.stringify(message));
}

/** It trusts whatever it is told: verifying is not its strength. */
function subject(authorization: string | undefined): string {
  const claims = authorization?.split(".")[1] ?? "";
  return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub: string }).sub;
}
