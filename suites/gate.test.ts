import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { childrenOf } from "../fixtures/services/testing.ts";
import type { Config } from "../harness/index.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, type Ended, quintet } from "./cli.ts";
import { type Bug, startForeignServer } from "./foreign-server.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");
const CLAIMS = { isolation: "claimed", completeness: "claimed", order: "claimed" } as const;
const CROWD = { users: 4, sentinels: 1, runsPerUser: 3, connectRate: 100 };

/** Our own server, which takes two seconds for a run. */
const SLOW = {
  command: [process.execPath, resolve(import.meta.dirname, "../fixtures/reference-server/main.ts")],
  url: "ws://127.0.0.1:{port}/ws",
  env: { QUINTET_DELAY_MS: "400" },
  ready: { log: "^listening on " },
};

/** What the histories in a folder hold; nothing where there is no such folder yet. */
async function historiesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((one) => one.startsWith("history"));
  return await Promise.all(names.map(async (one) => readFile(join(folder, one), "utf8")));
}

/** What a deployment tells of itself: healthy after so many askings, and its version. */
async function startOps({ healthyAfter = 0 } = {}): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url === "/version") return response.end('{"commit":"abc123"}');
    asked += 1;
    return response.writeHead(asked > healthyAfter ? 200 : 503).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
  };
}

interface Gated extends Ended {
  readonly folder: string;
  readonly verdict: Verdict;
}

/** `quintet gate` in a folder that holds nothing but a config. */
async function gated(
  config: Config & { readonly health?: string },
  { bug, args = [], env = {} }: { bug?: Bug; args?: string[]; env?: Record<string, string> } = {},
): Promise<Gated> {
  const folder = await emptyFolder();
  const server = await startForeignServer({ optional: true, ...(bug && { bug }) });
  onTestFinished(() => server.close());
  const { health, ...rest } = config;
  const target = { url: server.url, ...(health !== undefined && { health }) };
  const whole = { target, crowd: CROWD, patience: "500ms", linger: "200ms", ...rest };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(whole));
  const ended = await quintet(["gate", ...args, "--json"], folder, env);
  return { ...ended, folder, verdict: JSON.parse(ended.stdout) as Verdict };
}

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const hole = (differs: object = {}) => ({
  guarantee: "completeness" as const,
  kind: "tail",
  reason: "known: the queue overflows",
  owner: "team payments",
  expires: day(20),
  max: 5,
  ...differs,
});

test("a gate without listed claims is bad usage, and says how to list them", async () => {
  const { code, verdict } = await gated({});
  expect([code, verdict.error?.code]).toEqual([64, "no-claims"]);
  expect(verdict.error?.hint).toContain("claims: {");
});

test("only a pass exits 0: a right server, the expected version, healthy in time", async () => {
  const ops = await startOps({ healthyAfter: 3 });
  const version = { url: `${ops.url}/version`, field: "commit", expect: "?" };
  const { code, verdict } = await gated(
    { claims: CLAIMS, version, health: `${ops.url}/health` },
    { args: ["--wait", "20s", "--expect-version", "abc123"] },
  );
  expect([code, verdict.outcome, verdict.error]).toEqual([0, "pass", null]);
  expect(verdict.replay).toMatch(
    /^npx quintet gate quintet\.config\.json .* --wait 20s --expect-version abc123$/,
  );
  expect(ops.asked()).toBeGreaterThan(3);
});

test("another version is not judged", async () => {
  const ops = await startOps();
  const version = { url: `${ops.url}/version`, field: "commit", expect: "def456" };
  const { code, verdict } = await gated({ claims: CLAIMS, version });
  expect([code, verdict.outcome, verdict.error?.code]).toEqual([2, "unknown", "wrong-version"]);
  expect(verdict.envelope.runs).toBe(0);
});

test("what is never healthy is unknown after the wait", async () => {
  const ops = await startOps({ healthyAfter: Infinity });
  const config = { claims: CLAIMS, health: `${ops.url}/health` };
  const { code, verdict } = await gated(config, { args: ["--wait", "1s"] });
  expect([code, verdict.error?.code]).toEqual([2, "unhealthy"]);
});

test("a waiver lets a known loss pass, and every report says so", async () => {
  const { code, verdict, folder } = await gated(
    { claims: CLAIMS, waivers: [hole()] },
    { bug: "lose" },
  );
  expect([code, verdict.outcome]).toEqual([0, "pass"]);
  expect(verdict.waivers).toMatchObject([{ state: "active", matched: 2 }]);
  const reports = ["summary.md", "junit.xml"].map(async (name) =>
    readFile(join(folder, "quintet-report", name), "utf8"),
  );
  for (const report of await Promise.all(reports)) expect(report).toContain("team payments");
});

test.for([
  ["has ended", hole({ expires: day(0) }), 1],
  ["allows less than there is", hole({ max: 1 }), 1],
  ["lasts too long", hole({ expires: day(45) }), 64],
  ["names no kind", hole({ kind: undefined }), 64],
  ["would waive a leak", hole({ guarantee: "isolation" }), 64],
] as const)("a waiver that %s lets nothing pass", async ([, waiver, exit]) => {
  const config = { claims: CLAIMS, waivers: [waiver] } as Parameters<typeof gated>[0];
  expect((await gated(config, { bug: "lose" })).code).toBe(exit);
});

test("a failure is tried again, and stays one; an earlier verdict tells what is new", async () => {
  const first = await gated({ claims: CLAIMS }, { bug: "lose" });
  const baseline = join(first.folder, "quintet-report/verdict.json");
  const { code, verdict, folder } = await gated(
    { claims: CLAIMS },
    { bug: "swap", args: ["--confirm", "2", "--baseline", baseline] },
  );
  expect([code, verdict.outcome]).toEqual([1, "fail"]);
  expect(verdict.confirmation).toEqual({ asked: 2, executions: 2, reproduced: 2, unknown: 0 });
  expect(verdict.baseline).toMatchObject({ fresh: 1, known: 0, gone: 1 });
  expect(verdict.findings.map(({ baseline: since }) => since)).toEqual(["new", "new"]);
  const stored = await readFile(join(folder, "quintet-report/verdict.json"), "utf8");
  expect(JSON.parse(stored)).toEqual(verdict);
});

test("the reports say how often it came again, and what is new; what came again is masked as well", async () => {
  const { verdict, folder } = await gated({ claims: CLAIMS }, { bug: "lose" });
  const out = join(folder, "quintet-report");
  await writeFile(join(folder, "baseline.json"), JSON.stringify(verdict));
  // What an earlier gate left must not be taken for this one's; what is not ours stays.
  await mkdir(join(out, "confirm-7"));
  await copyFile(join(out, "verdict.json"), join(out, "confirm-7/verdict.json"));
  await mkdir(join(out, "confirm-8"));
  await writeFile(join(out, "confirm-8/notes.txt"), "mine");
  const args = ["gate", "--confirm", "1", "--baseline", "baseline.json"];
  const { stdout, stderr } = await quintet(args, folder);
  // The second execution is told as it goes on, and not the first one's end for as long as it takes.
  expect(stderr).toMatch(/^failed: trying again, 1 of 1\n(.*\n)*(connecting|running|lingering) /m);
  const summary = await readFile(join(out, "summary.md"), "utf8");
  const junit = await readFile(join(out, "junit.xml"), "utf8");
  for (const report of [stdout.replaceAll(/\s+/g, " "), summary.replaceAll("\\", ""), junit]) {
    expect(report).toContain("reproduced 1 of 1; the outcome stays fail");
    expect(report).toMatch(/1 known, 0 gone/);
  }
  expect(stdout).toMatch(/^ {2}1\. completeness\/\w+.*, known$/m);
  expect((await readdir(out)).filter((name) => name.startsWith("confirm")).toSorted()).toEqual([
    "confirm-1",
    "confirm-8",
  ]);
  const again = JSON.parse(await readFile(join(out, "confirm-1/verdict.json"), "utf8")) as Verdict;
  const proving = new Set(again.findings.flatMap(({ ops }) => ops));
  const history = await readFile(join(out, "confirm-1/history.ndjson"), "utf8");
  const told = history.split("\n").filter((line) => line.includes("You ask: "));
  const indexes = told.map((line) => (JSON.parse(line) as { index: number }).index);
  expect(indexes.filter((index) => !proving.has(index))).toEqual([]);
});

test("the timeout bounds the whole, with all that is tried again", async () => {
  const { code, verdict } = await gated(
    { claims: CLAIMS, timeout: "5s" },
    { bug: "lose", args: ["--confirm", "100"] },
  );
  expect([code, verdict.outcome]).toEqual([1, "fail"]);
  const { asked, executions = 100, reproduced = 100, unknown = 0 } = verdict.confirmation ?? {};
  expect(asked).toBe(100);
  expect(executions).toBeLessThan(100);
  expect(reproduced + unknown).toBe(executions);
});

test("payloads stay only where they prove a finding, and the history can still be judged", async () => {
  const { verdict, folder } = await gated({ claims: CLAIMS }, { bug: "leak" });
  const path = join(folder, "quintet-report");
  const history = await readFile(join(path, "history.ndjson"), "utf8");
  const told = history.split("\n").filter((line) => line.includes("You ask: "));
  const proving = new Set(verdict.findings.flatMap(({ ops }) => ops));
  const indexes = told.map((line) => (JSON.parse(line) as { index: number }).index);
  expect(verdict.findings.length).toBeGreaterThan(0);
  expect(indexes.filter((index) => !proving.has(index))).toEqual([]);
  const { stdout } = await quintet(["check", path, "--json"], folder);
  const again = JSON.parse(stdout) as Verdict;
  expect(again.findings).toEqual(verdict.findings);
  expect(again.guarantees.map(({ name, outcome }) => [name, outcome])).toEqual(
    verdict.guarantees.map(({ name, outcome }) => [name, outcome]),
  );
});

test("where only what surrounds findings is kept, that is masked, too; where nothing is, nothing is", async () => {
  const some = await gated({ claims: CLAIMS, history: "findings" }, { bug: "leak" });
  const path = join(some.folder, "quintet-report");
  const history = await readFile(join(path, "history.ndjson"), "utf8");
  const told = history.split("\n").filter((line) => line.includes("You ask: "));
  const proving = new Set(some.verdict.findings.flatMap(({ ops }) => ops));
  const indexes = told.map((line) => (JSON.parse(line) as { index: number }).index);
  expect(indexes.length).toBeGreaterThan(0);
  expect(indexes.filter((index) => !proving.has(index))).toEqual([]);
  expect(history).toContain('"masked-');
  const none = await gated({ claims: CLAIMS, history: "off" }, { bug: "leak" });
  expect([none.code, none.verdict.outcome, none.verdict.error]).toEqual([1, "fail", null]);
});

/** A gate whose workers have recorded all runs of a server that leaks, and linger. */
async function lingeringGate({ workers = 2 } = {}) {
  const folder = await emptyFolder();
  const server = await startForeignServer({ optional: true, bug: "leak" });
  onTestFinished(() => server.close());
  const config = {
    target: { url: server.url },
    crowd: CROWD,
    claims: CLAIMS,
    workers,
    patience: "500ms",
    linger: "60s",
  };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
  const child = spawn(process.execPath, [MAIN, "gate"], { cwd: folder, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const out = join(folder, "quintet-report");
  const ends = CROWD.users * CROWD.runsPerUser;
  await vi.waitUntil(
    // A header names the type as well, as part of its contract.
    async () => (await historiesIn(out)).join("").split('"type":"agent_completed"').length > ends,
    { timeout: 30_000 },
  );
  const signalWorkers = (name: NodeJS.Signals) => {
    for (const id of childrenOf(child.pid ?? 0)) process.kill(id, name);
  };
  const left = async () => ({ names: await readdir(out), histories: await historiesIn(out) });
  const judged = async () =>
    JSON.parse(await readFile(join(out, "verdict.json"), "utf8")) as Verdict;
  return { child, folder, signalWorkers, left, judged };
}

test("what workers had recorded before all were killed is judged, and masked", async () => {
  const { child, signalWorkers, left, judged } = await lingeringGate();
  signalWorkers("SIGKILL");
  expect(await once(child, "exit")).toEqual([1, null]);
  const [{ histories }, verdict] = [await left(), await judged()];
  expect(histories).toHaveLength(2);
  expect(histories.join("")).not.toContain("You ask: ");
  expect(histories.join("")).toContain('"masked-');
  expect(verdict).toMatchObject({ outcome: "fail", error: { code: "worker-died" } });
  expect(new Set(verdict.findings.map(({ guarantee }) => guarantee))).toEqual(
    new Set(["isolation"]),
  );
  expect(verdict.conditions?.damage).toContain("5 users lost messages");
});

test("where nothing could be judged any more, what was recorded is masked all the same", async () => {
  const { child, signalWorkers, left, judged } = await lingeringGate();
  signalWorkers("SIGSTOP");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  const [{ histories }, verdict] = [await left(), await judged()];
  expect(verdict).toMatchObject({ outcome: "unknown", conditions: null });
  expect(histories.join("")).not.toContain("You ask: ");
  expect(histories.join("")).toContain('"masked-');
});

test("whoever ends it at once leaves nothing unmasked", async () => {
  const { child, left } = await lingeringGate();
  child.kill("SIGINT");
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as readonly unknown[];
  expect([130, 143]).toContain(code);
  const { histories, names } = await left();
  expect([histories, names.filter((name) => name.startsWith("masked-"))]).toEqual([[], []]);
});

test("a killed one leaves its record, which says that it is not masked until the next takes it away", async () => {
  const { child, folder, left } = await lingeringGate({ workers: 1 });
  child.kill("SIGKILL");
  await once(child, "exit");
  await writeFile(join(folder, "quintet-report/masked-history.ndjson"), "half of it");
  for (const command of ["check", "report"]) {
    const { stderr } = await quintet([command, "quintet-report"], folder);
    expect(stderr).toContain("quintet: history.ndjson: the gate that recorded this was killed");
  }
  await quintet(["gate", "--linger", "200ms"], folder);
  expect(await left()).toMatchObject({
    names: expect.not.arrayContaining(["masked-history.ndjson"]),
  });
  const { stderr } = await quintet(["check", "quintet-report"], folder);
  expect(stderr).not.toContain("the gate that recorded this was killed");
});

test("limits on percentiles: missed ones alone exit 3, an unknown metric is an error", async () => {
  const config = { claims: { ...CLAIMS, deadline: "claimed" } as const };
  // Slow enough that no lag of our own could be the cause.
  const slow = await gated(
    { ...config, target: SLOW, patience: "5s", thresholds: { total: { p50: "100ms" } } },
    { args: ["--users", "3", "--runs", "1"] },
  );
  expect([slow.code, slow.verdict.findings.map(({ kind }) => kind)]).toEqual([3, ["total-p50"]]);
  const wrong = await gated({ ...config, thresholds: { latency: { p50: 1 } } as object });
  expect([wrong.code, wrong.verdict.error?.code]).toEqual([64, "bad-config"]);
});

test("a GitHub job gets annotations and a summary, and stdout is the verdict alone", async () => {
  const summary = join(await emptyFolder(), "summary.md");
  await writeFile(summary, "");
  const { stderr } = await gated(
    { claims: CLAIMS },
    { bug: "leak", env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary } },
  );
  expect(stderr).toMatch(/^::error title=Quintet isolation\//m);
  expect(await readFile(summary, "utf8")).toContain("# Quintet: FAIL");
});
