// Quintet's own crowd, recorder and checkers, as one worker has them; with a history file only where asked for.
import { createJudge } from "../harness/checkers/judge.ts";
import { castCrowd } from "../harness/run/cast.ts";
import { headerOf } from "../harness/run/header.ts";
import type { OpSink } from "../harness/history/sink.ts";
import { boundNursery } from "../harness/run/nursery.ts";
import { freshProgress } from "../harness/run/progress.ts";
import { record } from "../harness/run/record.ts";
import { resolveSettings } from "../harness/run/settings.ts";
import { createStopper } from "../harness/run/stopper.ts";
import { createHistoryWriter } from "../harness/recorder/history-writer.ts";
import { decide } from "../harness/verdict/decide.ts";
import {
  configOf,
  type Mark,
  type Measured,
  restingMemory,
  type Shape,
  sourcesOf,
} from "./crowd-shape.ts";

const shape = JSON.parse(process.argv[2] ?? "{}") as Shape;
const idle = restingMemory();
const memory = { idle, connected: idle, end: idle };
boundNursery(shape.users);
const settings = resolveSettings(configOf(shape));
const epoch = Date.now();
const cast = await castCrowd(settings, () => "bench-secret-of-loopback-only", epoch);
const target = { kind: "url", url: "ws://127.0.0.1" } as const;
const header = headerOf(settings, { target, plan: cast.plan, epoch });
const judge = createJudge(header);
const progress = freshProgress(settings);
const started = performance.now();
let from = process.cpuUsage();
let spent = from;
let [begin, end, ramp, bytes, events] = [0, 0, 0, 0, 0];
const marks: Mark[] = [];
const stopper = createStopper(undefined, null);
const writer =
  shape.history === undefined
    ? null
    : createHistoryWriter(shape.history, header, (error) => stopper.stop(error));
const meter: OpSink = {
  push(op) {
    if (op.type === "event") {
      bytes += op.bytes;
      events += 1;
    } else if (op.type === "tick" && begin > 0 && end === 0) {
      const { user, system } = process.cpuUsage(from);
      marks.push({ events, cpu: (user + system) / 1_000 });
    }
  },
};
await record({
  settings,
  cast,
  bases: [`ws://127.0.0.1:${shape.port}/ws`],
  sourceOf: sourcesOf(shape),
  sinks: writer === null ? [judge, meter] : [writer, judge, meter],
  clock: () => performance.now() - started,
  stopper,
  progress,
  async onPhase(phase) {
    if (phase === "connected") {
      ramp = performance.now() - started;
      memory.connected = restingMemory();
      from = process.cpuUsage();
      begin = performance.now();
    } else if (phase === "lingering") {
      spent = process.cpuUsage(from);
      end = performance.now();
      memory.end = restingMemory();
    }
  },
});
await writer?.close();
const verdict = decide(judge.finish(), header, { replay: null, error: null });
const measured: Measured = {
  events: verdict.envelope?.events ?? 0,
  bytes,
  cpu: (spent.user + spent.system) / 1_000,
  wall: end - begin,
  memory,
  ramp,
  outcome: verdict.outcome,
  found: verdict.findings.map(({ guarantee, kind, user, run }) => ({ guarantee, kind, user, run })),
  bottleneck: verdict.health.saturation?.seconds ?? 0,
  deadlines: verdict.guarantees.find(({ name }) => name === "deadline")?.outcome ?? "absent",
  marks,
};
process.send?.(measured);
process.disconnect?.();
