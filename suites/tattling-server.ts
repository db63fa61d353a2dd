import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { escaped } from "./planted.ts";

export interface Tattler {
  readonly url: string;
  /** All that clients presented, a header, parameter or message each. */
  readonly heard: ReadonlySet<string>;
}

/**
 * A server that throws back at its users whatever they presented, wherever an answer has room for it: upgrade
 * headers, subprotocol, events, names, errors, unknown and binary messages, pings and close reasons; as it is,
 * in base64, percent-encoded and behind JSON's escapes.
 *
 * @param refuse nobody gets in, and the body of the refusal tells why
 * @param finish runs end as they should, and the connection stays open
 * @param calm nothing is said but the events of a run
 */
export async function startTattler({
  refuse = false,
  finish = false,
  calm = false,
} = {}): Promise<Tattler> {
  const heard = new Set<string>();
  const http = createServer();
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => [...protocols].at(-1) ?? false,
  });
  server.on("headers", (headers, request) => {
    for (const [at, one] of presented(request).entries()) headers.push(`x-echo-${at}: ${one}`);
  });
  http.on("upgrade", (request, socket, head) => {
    for (const one of presented(request)) heard.add(one);
    if (!refuse) {
      server.handleUpgrade(request, socket, head, (ws) => answer(ws, presented(request)));
      return;
    }
    const body = presented(request).flatMap(spelt).join("\n");
    const size = Buffer.byteLength(body);
    socket.end(
      `HTTP/1.1 403 no ${presented(request).at(-1)}\r\nx-why: ${presented(request)[0]}\r\ncontent-length: ${size}\r\n\r\n${body}`,
    );
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    http.close();
  });
  return { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ws`, heard };

  function answer(socket: WebSocket, words: readonly string[]): void {
    socket.on("message", (raw: Buffer) => {
      const text = raw.toString();
      const { type, run_id } = parsed(text);
      if (type === "user_message") {
        if (!calm) tell(socket, String(run_id), words);
        echo(socket, words, String(run_id), finish);
      } else {
        heard.add(text);
        tell(socket, "", [text, ...leaves(JSON.parse(text))]);
      }
    });
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}

/** Header by header and parameter by parameter; of credentials the bare words, too. */
function presented(request: IncomingMessage): readonly string[] {
  const { headers, url = "/" } = request;
  const secretive = Object.entries(headers).filter(
    ([name]) => !/^(host|upgrade|connection|sec-websocket-(key|version|extensions))$/.test(name),
  );
  const values = secretive.flatMap(([, value]) => value ?? []);
  const basic = values.flatMap((value) =>
    value.startsWith("Basic ") ? [Buffer.from(value.slice(6), "base64").toString()] : [],
  );
  const { searchParams } = new URL(url, "ws://x");
  return [...values, ...basic, ...searchParams.values()];
}

function spelt(word: string): readonly string[] {
  return [
    word,
    encodeURIComponent(word),
    Buffer.from(word).toString("base64"),
    Buffer.from(`.${word}`).toString("base64url"),
  ];
}

function tell(socket: WebSocket, run_id: string, words: readonly string[]): void {
  for (const word of words) {
    for (const text of spelt(word)) {
      socket.send(JSON.stringify({ type: "note", text }));
      socket.send(text);
      socket.send(Buffer.from(text));
      socket.send(JSON.stringify({ type: "error", code: text, message: text, run_id }));
      socket.send(JSON.stringify({ type: text, run_id, thread_id: text, data: { [text]: text } }));
    }
    socket.send(`{"type":"note","text":"${escaped(word)}"}`);
    socket.send(`{"type":"note","text":"${word.replaceAll("/", "\\/")}"}`);
    socket.ping(word.slice(0, 120));
  }
}

function echo(socket: WebSocket, words: readonly string[], run_id: string, whole: boolean): void {
  const text = words.flatMap(spelt).join(" ");
  const say = (type: string, data: object): void =>
    socket.send(JSON.stringify({ type, run_id, data }));
  say("agent_started", { agent_name: text, [text.slice(0, 200)]: 1 });
  say("agent_thinking", { reasoning: text });
  if (!whole) {
    const reason = words.find((word) => word.length < 100) ?? "bye";
    socket.close(1011, `${reason} ${reason}`.slice(0, 120));
    return;
  }
  say("tool_executing", { tool_name: text, parameters: { text } });
  say("tool_completed", { tool_name: text, result: text });
  say("agent_completed", { final_response: text });
}
