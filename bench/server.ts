// A server that does little else than sending: five events a run, several of them in a segment where asked for.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { AGENT_EVENTS } from "../harness/contract/event-types.ts";
import type { PlantedFault, ServerOptions, ServerWord } from "./server-options.ts";

/** A run that was started, and has not been told to its end. */
interface Run {
  readonly head: string;
  readonly id: string;
  readonly content: string;
  next: number;
}

interface Seat {
  readonly socket: Duplex;
  readonly user: string;
  readonly waiting: Run[];
  /** Acceptances that go out together. */
  readonly accepted: Buffer[];
}

/** A run that was just started, and where. */
interface Started {
  readonly seat: Seat;
  readonly run: Run;
}

const TURN = 2;
const BACKLOG = 4_096;

const options = JSON.parse(process.env["BENCH_SERVER"] ?? "{}") as ServerOptions;
const { rate, burst, fault = null, hold = false, expect = null } = options;
const http = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
/** Connections with something to send, in turn. */
let ready: Seat[] = [];
let since = performance.now();
let owed = 0;
/** The run that is broken on purpose; and who started runs last, one of them another user than its own. */
let marked: Run | null = null;
let [latest, earlier]: (Started | null)[] = [null, null];
let [connections, started, told] = [0, 0, 0];
let first = 0;

http.on("upgrade", (request, socket, head) => {
  if (first === 0) first = performance.now();
  sockets.handleUpgrade(request, socket, head, (client) => {
    const user = userOf(request.headers.authorization ?? "");
    const seat: Seat = { socket, user, waiting: [], accepted: [] };
    const welcome = { type: "connection_established", user_id: user, session_id: `s-${user}` };
    client.send(JSON.stringify(welcome));
    client.on("message", (data: Buffer) => start(seat, data));
    client.on("error", () => client.terminate());
    connections += 1;
    if (connections === expect?.connections) {
      tell({ is: "connected", took: performance.now() - first });
    }
  });
});
http.listen({ port: 0, host: "0.0.0.0", backlog: BACKLOG }, () => {
  tell({ is: "listening", port: (http.address() as AddressInfo).port });
});
process.on("disconnect", () => process.exit(0));
process.once("message", serve);
if (!hold) serve();

function tell(word: ServerWord): void {
  process.send?.(word);
}

/** The subject of a token, which nobody verifies here. */
function userOf(authorization: string): string {
  const [, body = ""] = authorization.split(".");
  const claims: unknown = JSON.parse(Buffer.from(body, "base64url").toString() || "{}");
  return String((claims as { sub?: unknown }).sub);
}

function start(seat: Seat, data: Buffer): void {
  const { run_id: id, thread_id: thread, payload } = JSON.parse(data.toString());
  const head = `"run_id":"${id}","thread_id":"${thread}","user_id":"${seat.user}","event_id":"`;
  // The content is quoted as it came: JSON already, without the quotes around it.
  const content = JSON.stringify(payload.content.slice(0, CONTENT)).slice(1, -1);
  seat.accepted.push(frame(`{"type":"run_accepted","run_id":"${id}","events":5}`));
  const run: Run = { head, id, content, next: 0 };
  seat.waiting.push(run);
  started += 1;
  if (fault !== null) mark({ seat, run }, fault);
  if (seat.waiting.length % burst !== 0) return;
  send(seat, Buffer.concat(seat.accepted.splice(0)));
  ready.push(seat);
}

/** Characters of a prompt that are quoted: a canary, and some more. */
const CONTENT = 80;

/** Events go out from now on. */
function serve(): void {
  since = performance.now();
  setInterval(turnOver, TURN);
}

function turnOver(): void {
  const now = performance.now();
  if (rate !== null) owed = Math.min(owed + ((now - since) * rate) / 1_000, rate / 10);
  since = now;
  let left = rate === null ? Infinity : Math.floor(owed);
  const turn = ready;
  const rest: Seat[] = [];
  for (const [at, seat] of turn.entries()) {
    if (left < burst) {
      rest.push(...turn.slice(at));
      break;
    }
    left -= burst;
    owed -= burst;
    if (step(seat)) rest.push(seat);
  }
  ready = rest;
}

/** The next event of the runs at the head, in one write. True: there are more. */
function step(seat: Seat): boolean {
  const runs = seat.waiting.slice(0, burst);
  const parts: Buffer[] = [];
  for (const run of runs) {
    if (run === marked) breakEvent(seat, run, parts);
    else parts.push(frame(eventOf(run)));
    run.next += 1;
  }
  send(seat, parts.length === 1 ? (parts[0] ?? EMPTY) : Buffer.concat(parts));
  if ((runs[0]?.next ?? 0) < AGENT_EVENTS.length) return true;
  seat.waiting.splice(0, runs.length);
  told += runs.length;
  if (told === expect?.runs) tell({ is: "told" });
  return false;
}

/** Keeps who started last, and marks the run that is to be broken. */
function mark(now: Started, { run: nth }: PlantedFault): void {
  if (latest?.seat !== now.seat) earlier = latest;
  latest = now;
  if (started === nth) marked = now.run;
}

/** The second event of the marked run goes wrong; so does the third, where they change places. */
function breakEvent(seat: Seat, run: Run, parts: Buffer[]): void {
  const other = latest?.seat === seat ? earlier : latest;
  const kind = run.next === 1 && other !== null ? fault?.kind : null;
  const event = frame(eventOf(run));
  if (run.next === 2 && fault?.kind === "swap") parts.push(frame(eventOf({ ...run, next: 1 })));
  else if (!kind || !other) parts.push(event);
  else {
    if (kind === "double") parts.push(event, event);
    if (kind === "swap") parts.push(frame(eventOf({ ...run, next: 2 })));
    if (kind === "misroute") send(other.seat, event);
    if (kind === "foreign") parts.push(frame(eventOf({ ...run, content: other.run.content })));
    const own = { user: seat.user, run: run.id };
    tell({ is: "fired", own, other: { user: other.seat.user, run: other.run.id } });
  }
}

const EMPTY = Buffer.alloc(0);

function send({ socket }: Seat, bytes: Buffer): void {
  if (socket.writable) socket.write(bytes);
}

function eventOf({ head, id, content, next }: Run): string {
  const type = AGENT_EVENTS[next] ?? "";
  return `{"type":"${type}",${head}${id.slice(0, 23)}${next}","seq":${next + 1},"timestamp":${Date.now()},"data":{${dataOf(next, content)}}}`;
}

function dataOf(at: number, content: string): string {
  if (at === 0) return `"agent_name":"bench"`;
  if (at === 1) return `"reasoning":"about: ${content}"`;
  if (at === 2) return `"tool_name":"search","call_id":"c1","parameters":{"query":"weather"}`;
  if (at === 3) return `"tool_name":"search","call_id":"c1","result":{"query":"weather"}`;
  return `"final_response":"${content}"`;
}

/** A text as a WebSocket frame of a server. */
function frame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : 4;
  const bytes = Buffer.allocUnsafe(head + length);
  bytes[0] = 0x81;
  if (head === 2) bytes[1] = length;
  else {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  }
  bytes.write(text, head);
  return bytes;
}
