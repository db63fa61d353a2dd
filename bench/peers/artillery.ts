import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Bench } from "../measures/measure.ts";
import { accountOf } from "./counters.ts";
import { type Peer, PEER_BOUND, type Task } from "./peer.ts";

const VERSION = "2.0.34";
const INSTALLING = 600_000;
/** Seconds over which its users arrive: at 10,000, more a second than it can connect. */
const ARRIVAL = 1;

const CACHE = join(tmpdir(), `quintet-bench-${userInfo().uid}`, `artillery-${VERSION}`);
const PROGRAM = join(CACHE, "node_modules/artillery/bin/run");
const HOOK = join(import.meta.dirname, "artillery-hook.cjs");
const ENVIRONMENT = { ARTILLERY_DISABLE_TELEMETRY: "true" };

/** Artillery's WebSocket engine, with a hook that validates: order, numbers and identity of the five events. */
export const artillery: Peer = {
  name: `Artillery ${VERSION}`,
  others: 0,
  async start(bench, task) {
    await install(bench);
    const script = join(CACHE, `script-${task.port}.json`);
    const report = join(CACHE, `report-${task.port}.json`);
    await writeFile(script, JSON.stringify(scriptOf(task)));
    const child = bench.processes.spawn(
      process.execPath,
      [PROGRAM, "run", "--quiet", "--output", report, script],
      PEER_BOUND,
      { ...ENVIRONMENT, BENCH_RUNS: String(task.runs) },
    );
    return {
      child,
      async account() {
        try {
          await child.over;
          const { aggregate } = JSON.parse(await readFile(report, "utf8"));
          return accountOf(aggregate.counters, "errors.");
        } finally {
          await Promise.all([script, report].map((file) => rm(file, { force: true })));
        }
      },
    };
  },
};

/** Into a folder of its own, outside of the checkout, once; none of its packages runs a script there. */
async function install(bench: Bench): Promise<void> {
  if (existsSync(PROGRAM)) return;
  if (process.env["CI"]) throw new Error("Artillery is not downloaded in CI");
  bench.tell(`installing artillery ${VERSION} into ${CACHE}`);
  await mkdir(CACHE, { recursive: true, mode: 0o700 });
  await writeFile(join(CACHE, "package.json"), '{"private":true}\n');
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"];
  const { over } = bench.processes.spawn(
    "npm",
    ["install", "--prefix", CACHE, ...quiet, `artillery@${VERSION}`],
    INSTALLING,
    ENVIRONMENT,
  );
  await over;
}

function scriptOf({ port, users }: Task): object {
  return {
    config: {
      target: `ws://127.0.0.1:${port}/ws`,
      processor: HOOK,
      phases: [{ duration: ARRIVAL, arrivalCount: users }],
    },
    scenarios: [
      {
        engine: "ws",
        flow: [{ connect: { function: "connectAs" } }, { function: "validateRuns" }],
      },
    ],
  };
}
