// What a client at least costs: `ws`, the same runs started at the same moments, messages counted and nothing else.
import { WebSocket } from "ws";
import { castCrowd } from "../harness/run/cast.ts";
import { resolveSettings } from "../harness/run/settings.ts";
import { configOf, type Measured, type Shape } from "./crowd-shape.ts";

const shape = JSON.parse(process.argv[2] ?? "{}") as Shape;
const settings = resolveSettings(configOf(shape));
const { plan, accounts } = await castCrowd(
  settings,
  () => "bench-secret-of-loopback-only",
  Date.now(),
);
const url = `ws://127.0.0.1:${shape.port}/ws`;
global.gc?.();
const memory = { idle: process.memoryUsage.rss(), connected: 0, end: 0 };
const started = performance.now();

/** Messages of a run: one that it is accepted, and five events. */
const MESSAGES = 6;
const all = plan.users.length;
let [open, next, came, bytes, left] = [0, 0, 0, 0, 0];
let from = process.cpuUsage();
let [begin, ramp] = [0, 0];
const clients: (WebSocket & { starts: string[]; got: number })[] = [];
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
      headers: { authorization: `Bearer ${account.token}` },
    }),
    {
      starts: user.runs.map(({ id, thread, prompt }) =>
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
  client.on("message", heard);
}

function opened(): void {
  open += 1;
  if (open === all) setImmediate(run);
  else connect();
}

function heard(this: WebSocket, data: Buffer): void {
  const client = this as (typeof clients)[number];
  came += 1;
  bytes += data.length;
  client.got += 1;
  if (client.got % MESSAGES !== 0 || client.got === 0) return;
  left -= 1;
  const more = client.starts.pop();
  if (more !== undefined) client.send(more);
  if (left === 0) done.resolve();
}

function run(): void {
  ramp = performance.now() - started;
  global.gc?.();
  memory.connected = process.memoryUsage.rss();
  came = 0;
  bytes = 0;
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
memory.end = process.memoryUsage.rss();
const measured: Measured = {
  events: (came * (MESSAGES - 1)) / MESSAGES,
  bytes,
  cpu: (spent.user + spent.system) / 1_000,
  wall: performance.now() - begin,
  memory,
  ramp,
  outcome: "counted",
};
process.send?.(measured);
for (const client of clients) client.terminate();
process.disconnect?.();
