import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import { type BaseEvent, EventType } from "@ag-ui/core";
import { RunAgentInputSchema } from "@ag-ui/core/schemas";
import { type WebSocket, WebSocketServer } from "ws";
import { signedSubject } from "./signed-subject.ts";

type RunAgentInput = ReturnType<typeof RunAgentInputSchema.parse>;

/**
 * What it does wrong in one run, the second that is somebody's second: says a piece of it in the next run of
 * somebody else, or under its own id, forgets its end, fails it, or lets go of the connection.
 */
export type AgUiBug = "leak" | "misroute" | "lose" | "fail" | "break";

export interface AgUiServerOptions {
  readonly bug?: AgUiBug;
  /** Secret of the tokens. */
  readonly secret: string;
  /** Asks for the token before it looks at the method; else only a run is refused. */
  readonly guardsAll?: boolean;
}

export interface AgUiServer {
  /** Without a scheme: it speaks both. */
  readonly address: string;
  /** Resolves when nobody is connected. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** The encoder of AG-UI's own servers, as its client brings it. */
const { EventEncoder } = createRequire(import.meta.resolve("@ag-ui/client"))("@ag-ui/encoder") as {
  readonly EventEncoder: new () => { encode(event: BaseEvent): string };
};

/** An AG-UI server with nothing of ours in it: `POST` with a stream as its answer, and the same over WebSocket. */
export async function startAgUiServer(options: AgUiServerOptions): Promise<AgUiServer> {
  const { bug, secret, guardsAll = false } = options;
  const encoder = new EventEncoder();
  const connections = new Set<Socket>();
  const known = new Set<string>();
  let seconds = 0;
  let spilt: { readonly user: string; readonly event: BaseEvent } | null = null;

  function perform(user: string, input: RunAgentInput, emit: (event: BaseEvent) => void): boolean {
    if (known.has(user)) seconds += 1;
    const wrong = known.has(user) && seconds === 2 ? bug : undefined;
    known.add(user);
    for (const event of eventsOf(input)) {
      const isText = event.type === EventType.TEXT_MESSAGE_CONTENT;
      if (isText && spilt !== null && spilt.user !== user) {
        emit(spilt.event);
        spilt = null;
      }
      if (wrong === "leak" && isText) spilt = { user, event };
      if (wrong === "misroute" && event.type === EventType.RUN_STARTED) spilt = { user, event };
      if (wrong === "lose" && event.type === EventType.RUN_FINISHED) continue;
      if (wrong === "fail" && isText) {
        emit({ type: EventType.RUN_ERROR, message: "no model", code: "NO_MODEL" });
        return true;
      }
      if (wrong === "break" && isText) return false;
      emit(event);
    }
    return true;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/health") return answerWith(response, 200, "well");
    const user = subject(request, secret);
    if (guardsAll && user === null) return answerWith(response, 401, "who are you?");
    if (request.url === "/me") return answerWith(response, 200, "hello");
    if (request.method !== "POST") return answerWith(response, 405, "POST only");
    if (user === null) return answerWith(response, 401, "who are you?");
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const input = RunAgentInputSchema.safeParse(JSON.parse(body));
    if (!input.success) return answerWith(response, 422, "no input");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": welcome\n\n");
    const whole = perform(user, input.data, (event) => response.write(encoder.encode(event)));
    if (whole) response.end();
    else request.socket.resetAndDestroy();
  }

  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  http.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.on("close", () => {
      connections.delete(socket);
      if (connections.size === 0) http.emit("empty");
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request: IncomingMessage, stream: Socket, head: Buffer) => {
    const user = subject(request, secret);
    if (user === null) {
      stream.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => meet(socket, user));
  });

  function meet(socket: WebSocket, user: string): void {
    socket.on("message", (data: Buffer) => {
      const input = RunAgentInputSchema.parse(JSON.parse(data.toString()));
      const whole = perform(user, input, (event) => socket.send(JSON.stringify(event)));
      if (!whole) socket.terminate();
    });
  }

  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    address: `127.0.0.1:${(http.address() as AddressInfo).port}/agent`,
    async empty() {
      if (connections.size > 0) await once(http, "empty");
    },
    async close() {
      for (const socket of connections) socket.destroy();
      http.close();
      await once(http, "close");
    },
  };
}

function answerWith(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(body);
}

function eventsOf({ runId, threadId, messages }: RunAgentInput): readonly BaseEvent[] {
  const [asked] = messages.filter(({ role }) => role === "user");
  const text = typeof asked?.content === "string" ? asked.content : "";
  const half = text.length >> 1;
  const messageId = `said-${runId}`;
  const toolCallId = `call-${runId}`;
  const delta = (part: string): object => ({ messageId, delta: part });
  const events: readonly (readonly [EventType, object])[] = [
    [EventType.RUN_STARTED, { runId, threadId }],
    [EventType.STEP_STARTED, { stepName: "answer" }],
    [EventType.TOOL_CALL_START, { toolCallId, toolCallName: "search" }],
    [EventType.TOOL_CALL_ARGS, { toolCallId, delta: '{"q":' }],
    [EventType.TOOL_CALL_ARGS, { toolCallId, delta: '"weather"}' }],
    [EventType.TOOL_CALL_END, { toolCallId }],
    [EventType.TOOL_CALL_RESULT, { messageId: `result-${runId}`, toolCallId, content: "rain" }],
    [EventType.TEXT_MESSAGE_START, { messageId, role: "assistant" }],
    [EventType.TEXT_MESSAGE_CONTENT, delta(`You said: ${text.slice(0, half)}`)],
    [EventType.TEXT_MESSAGE_CONTENT, delta(text.slice(half))],
    [EventType.TEXT_MESSAGE_END, { messageId }],
    [EventType.STEP_FINISHED, { stepName: "answer" }],
    [EventType.RUN_FINISHED, { runId, threadId }],
  ];
  return events.map(([type, fields]) => ({ type, ...fields }));
}

/** Who asks; null: nobody whose token is right. */
function subject({ headers }: IncomingMessage, secret: string): string | null {
  return signedSubject((headers.authorization ?? "").replace(/^Bearer /, ""), secret);
}
