// From the bytes of a message to the verdict, without sockets: what validating costs beside receiving.
import { createJudge } from "../harness/checkers/judge.ts";
import { runsOf } from "../harness/plan/runs-of.ts";
import { castCrowd } from "../harness/run/cast.ts";
import { headerOf } from "../harness/run/header.ts";
import { resolveSettings } from "../harness/run/settings.ts";
import { createRecorder } from "../harness/recorder/recorder.ts";
import { decide } from "../harness/verdict/decide.ts";
import { configOf } from "./crowd-shape.ts";
import { eventText } from "./event-text.ts";

const { users = 1_000, runsPerUser = 20 } = JSON.parse(process.argv[2] ?? "{}") as {
  users?: number;
  runsPerUser?: number;
};
const settings = resolveSettings(configOf({ port: 9, users, runsPerUser, runsAtOnce: 1 }));
const epoch = Date.now();
const cast = await castCrowd(settings, () => "bench-secret-of-loopback-only", epoch);
const { plan } = cast;
const header = headerOf(settings, { target: { kind: "url", url: "ws://127.0.0.1" }, plan, epoch });
const judge = createJudge(header);
let now = 0;
const recorder = createRecorder({
  clock: () => now,
  dialect: settings.dialect,
  sinks: [judge],
  tokens: new Map(cast.accounts.flatMap(({ id, token }) => (token === null ? [] : [[id, token]]))),
});
for (const [connection, { id: user, role }] of plan.users.entries()) {
  recorder.opened(
    { type: "open", connection, user, role, outcome: "open", status: 101, reason: null, took: 1 },
    Buffer.alloc(0),
  );
  const welcome = { type: "connection_established", user_id: user, session_id: `s-${user}` };
  recorder.message(connection, user, Buffer.from(JSON.stringify(welcome)), false);
}
const active = plan.users.filter(({ role }) => role === "user");
const plans = new Map(active.map((user) => [user, [...runsOf(plan, user)]]));

/** One run of every user, with what the server says of it: made just before it is played, as it comes just before it is read. */
function waveOf(run: number) {
  const runs = active.flatMap((user) => {
    const planned = plans.get(user)?.[run];
    return planned === undefined ? [] : [{ user, planned }];
  });
  const accepted = runs.map(({ planned: { id } }) =>
    Buffer.from(JSON.stringify({ type: "run_accepted", run_id: id, events: 5 })),
  );
  const events = Array.from({ length: 5 }, (_, at) =>
    runs.map(({ user, planned }) => Buffer.from(eventText(user.id, planned, at, epoch))),
  );
  return { runs, accepted, events };
}

const STEP = 0.02;
let beat = 0;
function advance(): void {
  now += STEP;
  if (now - beat < 100) return;
  beat = now;
  recorder.tick(0);
}
function play({ runs, accepted, events }: ReturnType<typeof waveOf>): void {
  for (const [at, { user, planned }] of runs.entries()) {
    recorder.sent({
      type: "send",
      connection: at,
      user: user.id,
      action: "start",
      run: planned.id,
      thread: planned.thread,
      canary: planned.canary,
      scheduled: now,
      outcome: "ok",
    });
    recorder.message(at, user.id, accepted[at] as Buffer, false);
  }
  for (const step of events) {
    for (const [at, { user }] of runs.entries()) {
      recorder.message(at, user.id, step[at] as Buffer, false);
      advance();
    }
  }
}
const half = runsPerUser >> 1;
for (let run = 0; run < half; run += 1) play(waveOf(run));
let [spent, wall] = [0, 0];
for (let run = half; run < runsPerUser; run += 1) {
  const wave = waveOf(run);
  const from = process.cpuUsage();
  const begun = performance.now();
  play(wave);
  const { user, system } = process.cpuUsage(from);
  spent += user + system;
  wall += performance.now() - begun;
}
now += 10_000;
recorder.tick(0);
for (const [connection, { id: user }] of plan.users.entries()) {
  recorder.closed(
    {
      type: "close",
      connection,
      user,
      code: 1000,
      reason: "",
      by: "harness",
      frames: user.startsWith("#") ? 0 : 1 + 6 * runsPerUser,
      bytes: 0,
    },
    Buffer.alloc(0),
  );
}
recorder.end("finished");
const verdict = decide(judge.finish(), header, { replay: null, error: null });
const events = (runsPerUser - half) * active.length * 5;
const texts = Array.from({ length: half }, (_, run) => waveOf(run).events.flat()).flat();
const parsing = process.cpuUsage();
let parsed = 0;
for (const bytes of texts) if (JSON.parse(bytes.toString()).run_id !== undefined) parsed += 1;
const bare = process.cpuUsage(parsing);
/** Microseconds an event, and what was found where nothing was wrong. */
const told = {
  parsing: (bare.user + bare.system) / parsed,
  pipeline: spent / events,
  findings: verdict.findings.length,
};
if (process.send) process.send(told);
else console.log(told, `${((wall * 1_000) / events).toFixed(2)} µs wall an event`);
process.disconnect?.();
