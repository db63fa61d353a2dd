import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { childrenOf } from "../fixtures/services/testing.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";
import { CLAIMS, CROWD, gated, textsIn } from "./gated.ts";

/** What a gate leaves of what the server said, however it ends. */

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

/** What the histories in a folder hold; nothing where there is no such folder yet. */
async function historiesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((one) => one.startsWith("history"));
  return await Promise.all(names.map(async (one) => readFile(join(folder, one), "utf8")));
}

test("payloads stay only where they prove a finding, and the history can still be judged", async () => {
  const { verdict, folder } = await gated({ claims: CLAIMS }, { bug: "leak" });
  const path = join(folder, "quintet-report");
  const kept = await textsIn(join(path, "history.ndjson"), verdict);
  expect(kept.proving.length).toBeGreaterThan(0);
  expect(kept.others).toEqual([]);
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
  const kept = await textsIn(join(path, "history.ndjson"), some.verdict);
  expect(kept.proving.length).toBeGreaterThan(0);
  expect(kept.others).toEqual([]);
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
  // It is no part of a merge, and `merge` says so; that it lies there, too.
  for (const command of ["check", "report", "merge"]) {
    const { stderr } = await quintet([command, "quintet-report"], folder);
    expect(stderr).toContain(
      "quintet: quintet-report/history.ndjson: the gate that recorded this was killed",
    );
  }
  await quintet(["gate", "--linger", "200ms"], folder);
  expect(await left()).toMatchObject({
    names: expect.not.arrayContaining(["masked-history.ndjson"]),
  });
  const { stderr } = await quintet(["check", "quintet-report"], folder);
  expect(stderr).not.toContain("the gate that recorded this was killed");
});
