// What one process holds as runs go on: recorder, judge, history, picture and power gauge, without sockets.
// node --expose-gc bench/memory.ts '{"users":200,"waves":50,"history":"full","out":"/tmp/bench-memory"}'
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createLaneData } from "../reports/html/lanes/lane-data.ts";
import { createJudge } from "../harness/checkers/judge.ts";
import type { HistoryMode } from "../harness/history/mode.ts";
import { runsOf } from "../harness/plan/runs-of.ts";
import { keepHistory } from "../harness/recorder/history-keeper.ts";
import { createRecorder } from "../harness/recorder/recorder.ts";
import { castCrowd } from "../harness/run/cast.ts";
import { headerOf } from "../harness/run/header.ts";
import { gaugePower } from "../harness/run/power.ts";
import { resolveSettings } from "../harness/run/settings.ts";
import { decide } from "../harness/verdict/decide.ts";
import { configOf } from "./crowd-shape.ts";
import { eventText } from "./event-text.ts";

interface Shape {
  readonly users?: number;
  /** Runs of each user at the first measurement; ten times as many at the last. */
  readonly waves?: number;
  readonly history?: HistoryMode;
  readonly out: string;
}

const {
  users = 200,
  waves = 50,
  history = "full",
  out,
} = JSON.parse(process.argv[2] ?? "{}") as Shape;
const { crowd, ...config } = configOf({ port: 9, users, runsPerUser: 1, runsAtOnce: 1 });
const { runsPerUser: _runsPerUser, ...soak } = crowd ?? {};
const settings = resolveSettings({ ...config, history, crowd: { ...soak, duration: "1s" } });
const epoch = Date.now();
const cast = await castCrowd(settings, () => "bench-secret-of-loopback-only", epoch);
const { plan } = cast;
const header = headerOf(settings, { target: { kind: "url", url: "ws://127.0.0.1" }, plan, epoch });
mkdirSync(out, { recursive: true });
const keeper = keepHistory(join(out, "history.ndjson"), header, (error) => {
  throw error;
});
const judge = createJudge(header, { listener: keeper.listener });
const lanes = createLaneData(header);
const gauge = gaugePower(header, settings);
let now = 0;
const recorder = createRecorder({
  clock: () => now,
  dialect: settings.dialect,
  sinks: [keeper, judge, lanes, gauge],
  tokens: new Map(cast.accounts.flatMap(({ id, token }) => (token === null ? [] : [[id, token]]))),
});

const active = plan.users
  .filter(({ role }) => role === "user")
  .map((user, connection) => ({ user, connection, runs: runsOf(plan, user)[Symbol.iterator]() }));
const received = new Map<number, { frames: number; bytes: number }>();

function hear(connection: number, user: string, text: string): void {
  const data = Buffer.from(text);
  const { frames, bytes } = received.get(connection) ?? { frames: 0, bytes: 0 };
  received.set(connection, { frames: frames + 1, bytes: bytes + data.length });
  recorder.message(connection, user, data, false);
}

for (const [connection, { id: user, role }] of plan.users.entries()) {
  recorder.opened(
    { type: "open", connection, user, role, outcome: "open", status: 101, reason: null, took: 1 },
    Buffer.alloc(0),
  );
  const welcome = { type: "connection_established", user_id: user, session_id: `s-${user}` };
  hear(connection, user, JSON.stringify(welcome));
}
/** One run of each user, two milliseconds an event, so that runs end and their linger passes. */
async function wave(): Promise<void> {
  const started = active.flatMap(({ user, connection, runs }) => {
    const next = runs.next();
    return next.done === true ? [] : [{ user, connection, run: next.value }];
  });
  for (const { user, connection, run } of started) {
    const { id, thread, canary } = run;
    const sent = { type: "send", action: "start", scheduled: now, outcome: "ok" } as const;
    recorder.sent({ ...sent, connection, user: user.id, run: id, thread, canary });
    const accepted = { type: "run_accepted", run_id: id, events: 5 };
    hear(connection, user.id, JSON.stringify(accepted));
  }
  for (let at = 0; at < 5; at += 1) {
    for (const { user, connection, run } of started) {
      hear(connection, user.id, eventText(user.id, run, at, epoch + now));
    }
    now += 50;
    if (at % 2 === 0) recorder.tick(0);
    await new Promise((turn) => setImmediate(turn));
  }
  const memory = process.memoryUsage.rss();
  recorder.health({ eventLoopDelayP99: 0, eventLoopDelayMax: 0, maxSendLag: 0, memory });
}

function measure(runs: number): void {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const [a, b, c] = [rss, heapUsed, external].map((bytes) => Math.round(bytes / 1e6));
  process.stdout.write(`${runs * users} runs: rss ${a} MB, heap ${b} MB, external ${c} MB\n`);
}

for (let done = 1; done <= waves * 10; done += 1) {
  await wave();
  if ([1, 2, 5, 10].includes(done / waves)) measure(done);
}
now += settings.linger + 100;
recorder.tick(0);
for (const [connection, { id: user }] of plan.users.entries()) {
  const counts = received.get(connection) ?? { frames: 0, bytes: 0 };
  recorder.closed(
    { type: "close", connection, user, code: 1000, reason: "", by: "harness", ...counts },
    Buffer.alloc(0),
  );
}
recorder.end("finished");
const judgement = judge.finish();
await keeper.close();
const { outcome, envelope, findingCount } = decide(judgement, header, { replay: null });
const drawn = lanes.finish();
process.stdout.write(
  `${JSON.stringify({ outcome, envelope, findingCount, marks: drawn.marks.length, left: drawn.left, power: gauge.measure()?.caught })}\n`,
);
