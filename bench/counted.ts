// What a client at least costs: `ws`, the same runs started at the same moments, messages counted and nothing else.
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { runsOf } from "../harness/plan/runs-of.ts";
import { castCrowd } from "../harness/run/cast.ts";
import { resolveSettings } from "../harness/run/settings.ts";
import { configOf, type Measured, restingMemory, type Shape, sourcesOf } from "./crowd-shape.ts";

const shape = JSON.parse(process.argv[2] ?? "{}") as Shape;
const idle = restingMemory();
let connected = idle;
const settings = resolveSettings(configOf(shape));
const { plan, accounts } = await castCrowd(
  settings,
  () => "bench-secret-of-loopback-only",
  Date.now(),
);
const sourceOf = sourcesOf(shape);
const url = `ws://127.0.0.1:${shape.port}/ws`;
const started = performance.now();

/** Messages of a run: one that it is accepted, and five events. */
const MESSAGES = 6;
const all = plan.users.length;
let [open, next, came, bytes, left] = [0, 0, 0, 0, 0];
let from = process.cpuUsage();
let [begin, ramp] = [0, 0];
const clients: (WebSocket & { starts: string[]; got: number })[] = [];
const tcp: Socket[] = [];
const done = Promise.withResolvers<void>();

function connect(): void {
  const at = next;
  next += 1;
  const account = accounts[at];
  const user = plan.users[at];
  if (!account || !user) return;
  const client = Object.assign(
    new WebSocket(url, {
      perMessageDeflate: false,
      localAddress: sourceOf(at),
      headers: { authorization: `Bearer ${account.token}` },
    }),
    {
      starts: Array.from(runsOf(plan, user), ({ id, thread, prompt }) =>
        JSON.stringify({
          type: "user_message",
          run_id: id,
          thread_id: thread,
          payload: { content: prompt },
        }),
      ),
      got: -1,
    },
  );
  clients.push(client);
  client.on("open", opened);
  client.on("upgrade", ({ socket }) => tcp.push(socket));
  client.on("message", heard);
}

function opened(): void {
  open += 1;
  if (open === all) setImmediate(run);
  else connect();
}

function heard(this: WebSocket, data: Buffer): void {
  const client = this as (typeof clients)[number];
  client.got += 1;
  // The first is the welcome, and may come after the others began.
  if (client.got === 0) return;
  came += 1;
  bytes += data.length;
  if (client.got % MESSAGES !== 0) return;
  left -= 1;
  const more = client.starts.pop();
  if (more !== undefined) client.send(more);
  if (left === 0) done.resolve();
}

function run(): void {
  ramp = performance.now() - started;
  connected = restingMemory();
  left = shape.users * shape.runsPerUser;
  from = process.cpuUsage();
  begin = performance.now();
  for (let slot = 0; slot < shape.runsAtOnce; slot += 1) {
    for (const client of clients) {
      const first = client.starts.pop();
      if (first !== undefined) client.send(first);
    }
  }
}

for (let at = 0; at < 50; at += 1) connect();
await done.promise;
const spent = process.cpuUsage(from);
const wall = performance.now() - begin;
const measured: Measured = {
  events: (came * (MESSAGES - 1)) / MESSAGES,
  bytes,
  cpu: (spent.user + spent.system) / 1_000,
  wall,
  memory: { idle, connected, end: restingMemory() },
  ramp,
  outcome: "counted",
  found: [],
  bottleneck: 0,
  deadlines: "counted",
  marks: [],
};
process.send?.(measured);
// A reset leaves nothing to wait for in the kernel, whose table is soon full of the last crowd otherwise.
for (const socket of tcp) socket.resetAndDestroy();
process.disconnect?.();
