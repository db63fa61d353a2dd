import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { signedSubject } from "./signed-subject.ts";

/** Which envelope the events come in; `mixed`: another one each time, as a server with a history has it. */
export type NetraForm = "A" | "B" | "C" | "D" | "E" | "F" | "G" | "mixed";

/** What it does wrong, on every fifth run. */
export type NetraBug = "leak" | "lose" | "fail" | "crash";

export interface NetraServerOptions {
  readonly form: NetraForm;
  readonly bug?: NetraBug;
  /** Secret of the tokens. */
  readonly secret: string;
  /** How it refuses; before the upgrade by default. */
  readonly refuses?: "403" | "1008";
}

export interface NetraServer {
  readonly url: string;
  /** Subprotocols that it agreed to, each once. */
  protocols(): readonly string[];
  close(): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

interface Client {
  readonly user: string;
  readonly socket: WebSocket;
  /** What waits for the client's answer to a heartbeat. */
  readonly acknowledged: (() => void)[];
}

interface Run {
  readonly id: string;
  readonly user: string;
  readonly thread: string;
}

/**
 * A server of the Netra kind, with nothing of ours in it: verifies its tokens, welcomes inside a system message,
 * names runs itself, gives neither numbers nor call ids, and wants its heartbeats answered in the middle of a run.
 */
export async function startNetraServer(options: NetraServerOptions): Promise<NetraServer> {
  const { form, bug, secret, refuses = "403" } = options;
  const clients = new Set<Client>();
  const agreed = new Set<string>();
  let runs = 0;
  const http = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("jwt-auth") ? "jwt-auth" : false),
  });

  http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const user = signedSubject(tokenOf(request), secret);
    if (user === null && refuses === "403") {
      stream.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (user === null) {
        say(socket, { type: "authentication_error", message: "no valid token" });
        socket.close(1008, "authentication failed");
      } else meet(socket, user);
    });
  });

  function meet(socket: WebSocket, user: string): void {
    const client: Client = { user, socket, acknowledged: [] };
    clients.add(client);
    if (socket.protocol !== "") agreed.add(socket.protocol);
    const welcome = { type: "connection_established", user_id: user, connection_id: `c-${user}` };
    if (form === "A") say(socket, { ...welcome, timestamp: now() });
    else say(socket, { type: "system_message", data: welcome });
    socket.on("message", (data: Buffer, binary) => {
      if (binary) socket.close(1003, "text only");
      else heard(client, data.toString());
    });
    socket.on("close", () => clients.delete(client));
  }

  function heard(client: Client, text: string): void {
    const { type, payload = {} } = JSON.parse(text) as {
      readonly type: string;
      readonly payload?: Readonly<Record<string, string>>;
    };
    if (type === "heartbeat_ack") client.acknowledged.shift()?.();
    else if (type === "agent_request" || type === "user_message") start(client, payload);
    else say(client.socket, { type: "error_message", error_code: "UNKNOWN_TYPE" });
  }

  function start(client: Client, payload: Readonly<Record<string, string>>): void {
    runs += 1;
    const wrong = runs % 5 === 3 ? bug : undefined;
    const text = payload["content"] ?? payload["message"] ?? "";
    const run = { id: `run_${runs}`, user: client.user, thread: payload["thread_id"] ?? "" };
    const spoken = form === "mixed" ? ("ABCDEF"[runs % 6] as NetraForm) : form;
    const events = sayings(text).filter(([type]) => wrong !== "lose" || type !== "tool_completed");
    if (wrong === "crash") return client.socket.close(1011, "internal error");
    if (wrong === "leak") {
      const other = [...clients].find((each) => each !== client);
      const thought = events.filter(([type]) => type === "agent_thinking");
      for (const message of wrap(spoken, run, thought)) if (other) say(other.socket, message);
    }
    const parts = wrong === "fail" ? [...events.slice(0, 2), FAILED] : events;
    const [head, rest] = [parts.slice(0, 2), parts.slice(2)];
    const batches = spoken === "G" ? [parts] : [head, rest];
    for (const message of wrap(spoken, run, batches[0] ?? [])) say(client.socket, message);
    say(client.socket, { type: "heartbeat", timestamp: Date.now() / 1_000 });
    client.acknowledged.push(() => {
      for (const message of wrap(spoken, run, batches[1] ?? [])) say(client.socket, message);
    });
  }

  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`,
    protocols: () => [...agreed],
    async close() {
      for (const { socket } of clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
}

type Saying = readonly [string, Fields];

const FAILED: Saying = ["agent_failed", { error_message: "no model", error_code: "NO_MODEL" }];

/** Every word for a thing that such servers have, one after the other. */
function sayings(text: string): readonly Saying[] {
  return [
    ["agent_started", { agent_name: "triage" }],
    ["agent_thinking", { thought: `They want: ${text}` }],
    ["tool_executing", { tool_name: "search", parameters: { top: 3 } }],
    ["tool_completed", { tool_name: "search", results: ["a", "b"] }],
    ["agent_completed", { final_response: `Done: ${text}` }],
  ];
}

function wrap(form: NetraForm, run: Run, events: readonly Saying[]): readonly Fields[] {
  if (form === "G") {
    const flat = events.map(([type, said]) => [type, [flatForm(run, type, said)]] as const);
    return [{ type: "event_batch", timestamp: now(), events: Object.fromEntries(flat) }];
  }
  return events.map(([type, said]) => (FORMS[form] ?? flatForm)(run, type, said));
}

function flatForm({ id, user, thread }: Run, type: string, said: Fields): Fields {
  const delivery = { critical: true, attempt: 1, metadata: { region: "local" } };
  const names = { user_id: user, thread_id: thread, run_id: id, request_id: `req_${id}` };
  return { type, ...delivery, timestamp: now(), ...names, ...said };
}

const FORMS: Readonly<Record<string, typeof flatForm>> = {
  A: ({ id, user }, type, said) => {
    const envelope = { type, run_id: id, user_id: user, agent_name: "triage", timestamp: now() };
    return { ...envelope, data: said };
  },
  C: ({ user, thread }, type, said) => {
    const names = { thread_id: thread, user_id: user, message_id: `m-${type}` };
    return { type, data: said, timestamp: now(), ...names };
  },
  D: ({ id, thread }, type, said) => {
    const envelope = { type, thread_id: thread, message_id: "m-1", timestamp: Date.now() / 1_000 };
    return { ...envelope, payload: { agent_name: "triage", run_id: id, ...said } };
  },
  E: ({ id }, type, { tool_name: tool, ...said }) => {
    const message = Object.values(said).map(String).join(", ");
    const envelope = { type, timestamp: now(), agent: "triage", run_id: id, message };
    return tool === undefined ? envelope : { ...envelope, tool };
  },
  F: ({ id, user }, type, said) => {
    const outer = type === "agent_completed" ? "agent_response_complete" : "agent_progress";
    return { type: outer, user_id: user, data: { type, run_id: id, timestamp: now(), ...said } };
  },
};

/** As Python's `datetime.now(UTC).isoformat()` writes it. */
function now(): string {
  return new Date().toISOString().replace("Z", "000+00:00");
}

function say(socket: WebSocket, message: Fields): void {
  socket.send(JSON.stringify(message));
}

/** From the header, or from the subprotocol that a browser puts it into. */
function tokenOf({ headers }: IncomingMessage): string {
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((part) => part.trim());
  const jwt = offered.find((part) => part.startsWith("jwt."));
  if (jwt !== undefined) return Buffer.from(jwt.slice(4), "base64url").toString();
  return (headers.authorization ?? "").replace(/^Bearer /, "");
}
