import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { fiveEvents } from "../harness/contract/five-events.ts";
import { check } from "../harness/run/check.ts";
import { execute } from "../harness/run/execute.ts";
import type { DemoTarget } from "../harness/run/settings.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";
import { type Started, startedUntil, textOf } from "./started.ts";

/** A crowd shared among workers is judged as one. */

const CROWD = { users: 12, sentinels: 3, runsPerUser: 2 };

function faulty(id: string): DemoTarget {
  const setting = { id, seed: "workers", linger: 1_000, pause: 200 };
  return { demo: "process", env: { QUINTET_VARIANT: JSON.stringify(setting), QUINTET_SEED: "w" } };
}

async function verdictOf(workers: number, demo: DemoTarget = { demo: "process" }) {
  const out = await emptyFolder();
  const config = { out, workers, crowd: CROWD, seed: "workers", patience: "2s" } as const;
  return { out, ...(await execute(config, { demo })) };
}

/** What two executions of one plan have in common: no time, no id of an event. */
function told({ outcome, envelope, guarantees, findings }: Verdict) {
  const { durationMs: _durationMs, peakRuns: _peakRuns, ...rest } = envelope;
  return {
    outcome,
    envelope: rest,
    guarantees: guarantees.map((one) => [one.name, one.outcome, one.trials, one.notes]),
    findings,
  };
}

/**
 * How often a fault strikes is up to the order in which runs arrive, and so is what follows from it: where a stray event
 * comes before the receiver's last, it is none after the end. Whether a deadline that was near was missed, or could not be
 * judged, is up to how busy the machine is.
 */
function outcomes({ outcome, guarantees }: Verdict, others: ReadonlySet<string>) {
  const steady = guarantees.filter(({ name }) => name !== "deadline" && !others.has(name));
  return { outcome, guarantees: steady.map((one) => [one.name, one.outcome]) };
}

/** Guarantees that broke because this one did. */
function consequencesOf(guarantee: string, verdicts: readonly Verdict[]): ReadonlySet<string> {
  const findings = verdicts.flatMap(({ findings: found }) => found);
  const broken = findings.flatMap(({ consequences }) => consequences.map((one) => one.guarantee));
  return new Set(broken.filter((one) => one !== guarantee));
}

test("what was found stands where somebody removes the output folder meanwhile", async () => {
  const server = await startForeignServer({ optional: true, bug: "lose" });
  onTestFinished(() => server.close());
  const out = join(await emptyFolder(), "report");
  let remove = Promise.resolve();
  const { verdict } = await execute(
    {
      out,
      target: { url: server.url },
      workers: 2,
      crowd: { ...CROWD, connectRate: 1_000 },
      patience: "1s",
      linger: "4s",
    },
    {
      onStart(_settings, progress) {
        remove = vi
          .waitUntil(() => progress.phase === "lingering", { timeout: 60_000 })
          .then(async () => rm(out, { recursive: true }));
      },
    },
  );
  await remove;
  expect([verdict.outcome, verdict.error?.code]).toEqual(["fail", "disk-full"]);
  expect(verdict.findings.map(({ guarantee }) => guarantee)).toContain("completeness");
});

test("one worker and three come to the same verdict on a right server", async () => {
  const [one, three] = [await verdictOf(1), await verdictOf(3)];
  expect(told(three.verdict)).toEqual(told(one.verdict));
  expect(three.verdict).toMatchObject({
    outcome: "pass",
    envelope: { users: 12, sentinels: 3, runs: 24, events: 120, peakConnections: 15 },
  });
  // Whether it is drawn or not, a record is judged the same.
  const drawn = await check(three.out, {}, { drawn: true });
  expect(drawn.verdict).toEqual((await check(three.out)).verdict);
  expect(JSON.stringify(drawn.recording)).toBe(JSON.stringify(three.recording));
});

test.for([
  ["misroute", "isolation"],
  ["misroute-rewritten", "isolation"],
  ["broadcast-one", "isolation"],
  ["sentinel-leak", "isolation"],
  ["drop-middle", "completeness"],
  ["dup-same-id", "duplication"],
  ["accept-any-token", "identity"],
] as const)(
  "%s is caught by %s, whoever of the workers saw which half",
  async ([id, guarantee]) => {
    const [one, three] = [await verdictOf(1, faulty(id)), await verdictOf(3, faulty(id))];
    expect(new Set(three.verdict.findings.map(({ guarantee: caught }) => caught))).toEqual(
      new Set([guarantee]),
    );
    const others = consequencesOf(guarantee, [one.verdict, three.verdict]);
    expect(outcomes(three.verdict, others)).toEqual(outcomes(one.verdict, others));
    const again = await check(three.out, { contract: fiveEvents() });
    expect(again.verdict.findings).toEqual(three.verdict.findings);
    // The evidence is in the record of all, under the numbers that the finding names.
    const [finding] = three.verdict.findings;
    expect(finding?.ops.every((op) => three.evidence.has(op))).toBe(true);
  },
);

test("code in a config needs a file that each worker can load it from", async () => {
  const { verdict } = await execute({
    out: await emptyFolder(),
    target: { url: "ws://127.0.0.1:9/ws" },
    accounts: () => [],
    workers: 2,
  });
  expect(verdict.error).toMatchObject({ code: "bad-config" });
  expect(verdict.error?.message).toContain("accounts");
});

test("workers load the code of the config that lies in the folder, also beside --url and where a gate tries again", async () => {
  const folder = await emptyFolder();
  const server = await startForeignServer({ optional: true, bug: "lose" });
  onTestFinished(() => server.close());
  await writeFile(
    join(folder, "quintet.config.mjs"),
    `import { json } from "quintet";
     export default {
       target: { url: "ws://127.0.0.1:9/ws" }, workers: 2, claims: { completeness: "claimed" },
       dialect: json({ start: ({ run, prompt, send }) => send({
         type: "user_message", run_id: run.id, thread_id: run.thread, payload: { content: prompt },
       }) }),
       crowd: { users: 4, sentinels: 1, runsPerUser: 3, connectRate: 100 },
       patience: "500ms", linger: "200ms",
     };`,
  );
  const args = ["--url", server.url, "--json"];
  const { stdout } = await quintet(["run", ...args], folder);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: "fail", error: null });
  const gated = await quintet(["gate", "--confirm", "1", ...args], folder);
  expect(JSON.parse(gated.stdout)).toMatchObject({
    outcome: "fail",
    confirmation: { executions: 1, reproduced: 1 },
  });
});

/** A demo of two workers that would linger for a minute, up to the moment when it does. */
async function lingeringDemo(): Promise<Started & { readonly folder: string }> {
  const folder = await emptyFolder();
  const args = ["demo", "--linger", "60s", "--workers", "2"];
  return { folder, ...(await startedUntil("lingering", args, folder)) };
}

async function verdictIn(folder: string): Promise<Verdict> {
  return JSON.parse(await readFile(join(folder, "quintet-report/verdict.json"), "utf8")) as Verdict;
}

test("a worker that dies makes its users unknown, by name, and the others are judged", async () => {
  const { child, folder, alive } = await lingeringDemo();
  const [worker = 0] = alive().filter((id) =>
    textOf(`/proc/${id}/cmdline`).includes("pool/worker"),
  );
  process.kill(worker, "SIGKILL");
  // The other would linger on.
  child.kill("SIGINT");
  await once(child, "exit");
  const verdict = await verdictIn(folder);
  expect([verdict.outcome, verdict.findings]).toEqual(["unknown", []]);
  const { verdict: again } = await check(join(folder, "quintet-report"));
  expect(again.conditions?.damage).toMatch(
    /^1[34] users lost messages .* such as \S+: slice [12] of 2 of the crowd left a record without an end$/,
  );
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
});

test("Ctrl-C ends all workers in order, and what was judged is told", async () => {
  const { child, folder, alive } = await lingeringDemo();
  // Conductor, server, its watchdog, and two workers.
  expect(alive().length).toBeGreaterThanOrEqual(4);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  expect(await verdictIn(folder)).toMatchObject({
    outcome: "unknown",
    error: { code: "interrupted" },
    envelope: { runs: 100, events: 500 },
  });
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
});

test("kill -9 leaves no worker behind", async () => {
  const { child, alive } = await lingeringDemo();
  child.kill("SIGKILL");
  await once(child, "exit");
  await vi.waitFor(() => expect(alive()).toEqual([]), { timeout: 10_000 });
});
