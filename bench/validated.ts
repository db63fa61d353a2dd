// Quintet's own crowd, recorder and checkers, as one worker has them, without a history file.
import { createJudge } from "../harness/checkers/judge.ts";
import { castCrowd } from "../harness/run/cast.ts";
import { headerOf } from "../harness/run/header.ts";
import { freshProgress } from "../harness/run/progress.ts";
import { record } from "../harness/run/record.ts";
import { resolveSettings } from "../harness/run/settings.ts";
import { createStopper } from "../harness/run/stopper.ts";
import { decide } from "../harness/verdict/decide.ts";
import { configOf, type Measured, type Shape } from "./crowd-shape.ts";

const shape = JSON.parse(process.argv[2] ?? "{}") as Shape;
const settings = resolveSettings(configOf(shape));
const epoch = Date.now();
const cast = await castCrowd(settings, () => "bench-secret-of-loopback-only", epoch);
const target = { kind: "url", url: "ws://127.0.0.1" } as const;
const header = headerOf(settings, { target, plan: cast.plan, epoch });
const judge = createJudge(header);
const progress = freshProgress(settings);
const started = performance.now();
global.gc?.();
const memory = { idle: process.memoryUsage.rss(), connected: 0, end: 0 };
let from = process.cpuUsage();
let spent = from;
let [begin, end, ramp, bytes] = [0, 0, 0, 0];
await record({
  settings,
  cast,
  bases: [`ws://127.0.0.1:${shape.port}/ws`],
  sinks: [judge, { push: (op) => void (op.type === "event" && (bytes += op.bytes)) }],
  clock: () => performance.now() - started,
  stopper: createStopper(undefined, null),
  progress,
  async onPhase(phase) {
    if (phase === "connected") {
      ramp = performance.now() - started;
      global.gc?.();
      memory.connected = process.memoryUsage.rss();
      from = process.cpuUsage();
      begin = performance.now();
    } else if (phase === "lingering") {
      spent = process.cpuUsage(from);
      end = performance.now();
      memory.end = process.memoryUsage.rss();
    }
  },
});
const verdict = decide(judge.finish(), header, { replay: null, error: null });
const measured: Measured = {
  events: verdict.envelope?.events ?? 0,
  bytes,
  cpu: (spent.user + spent.system) / 1_000,
  wall: end - begin,
  memory,
  ramp,
  outcome: verdict.outcome,
};
process.send?.(measured);
if (verdict.outcome !== "pass")
  console.error(
    JSON.stringify(verdict.guarantees.filter((g) => g.outcome !== "pass")),
    verdict.findings[0],
  );
process.disconnect?.();
