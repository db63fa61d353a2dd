import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HistoryMode } from "../harness/history/mode.ts";
import type { Op } from "../harness/history/op.ts";
import { check } from "../harness/run/check.ts";
import { execute } from "../harness/run/execute.ts";
import type { DemoTarget } from "../harness/run/settings.ts";
import { storedExecution } from "../harness/run/stored-execution.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** How much of an execution is kept changes no verdict; of what is not whole nothing is judged again. */

const CROWD = { users: 12, sentinels: 3, runsPerUser: 3 };
const PLAIN: DemoTarget = { demo: "process" };

function faulty(id: string): DemoTarget {
  const setting = { id, seed: "modes", linger: 1_000, pause: 200 };
  return { demo: "process", env: { QUINTET_VARIANT: JSON.stringify(setting), QUINTET_SEED: "m" } };
}

async function executed(history: HistoryMode, demo: DemoTarget, workers = 1) {
  const out = await emptyFolder();
  const config = { out, history, workers, crowd: CROWD, seed: "modes", patience: "2s" } as const;
  return { out, ...(await execute(config, { demo })) };
}

async function opsIn(folder: string): Promise<readonly Op[]> {
  const text = await readFile(join(folder, "history.ndjson"), "utf8").catch(() => "");
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Op);
}

test("full: a right server passes, and is judged again", async () => {
  const { out, verdict } = await executed("full", PLAIN);
  expect([verdict.outcome, verdict.conditions?.history]).toEqual(["pass", undefined]);
  expect((await check(out)).verdict.outcome).toBe("pass");
});

const PARTIAL = [
  ["findings", ["open", "close", "health", "end"]],
  ["off", []],
] as const;

test.for(PARTIAL)(
  "%s: a right server passes, and of what is kept nothing is judged",
  async ([history, types]) => {
    const { out, verdict } = await executed(history, PLAIN);
    expect([verdict.outcome, verdict.conditions?.history]).toEqual(["pass", history]);
    expect(new Set((await opsIn(out)).map(({ type }) => type))).toEqual(new Set(types));
    await expect(check(out)).rejects.toMatchObject({ code: "history-partial" });
    const { code, stderr } = await quintet(["prove", out], out);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`history: ${history}`)]);
    const stored = await storedExecution(out);
    expect([stored.verdict, stored.recording]).toEqual([verdict, null]);
  },
);

const FAULTS = ["misroute", "drop-middle", "dup-same-id", "late-ghost"] as const;

test.for(
  FAULTS.flatMap((id) => (["full", "findings"] as const).map((history) => [id, history] as const)),
)("%s fails with %s, and is told by its ops", async ([id, history]) => {
  const { out, verdict, evidence, recording } = await executed(history, faulty(id));
  expect(verdict.outcome).toBe("fail");
  expect(recording).not.toBeNull();
  const [finding] = verdict.findings;
  expect(finding?.ops.length).toBeGreaterThan(0);
  expect(finding?.ops.filter((op) => !evidence.has(op))).toEqual([]);
  expect((await storedExecution(out)).evidence).toEqual(evidence);
});

test.for(FAULTS)(
  "%s fails with nothing kept, and the report says why no op is told",
  async (id) => {
    const { out, verdict, evidence, recording } = await executed("off", faulty(id));
    expect([verdict.outcome, evidence.size]).toEqual(["fail", 0]);
    expect(recording).not.toBeNull();
    expect(await readFile(join(out, "summary.md"), "utf8")).toContain(
      "no history was kept (history: off)",
    );
  },
);

test.for(["findings", "off"] as const)(
  "%s with workers: a pass needs no record, and a fail stands without one",
  async (history) => {
    expect((await executed(history, PLAIN, 2)).verdict.outcome).toBe("pass");
    const { out, verdict } = await executed(history, faulty("misroute"), 2);
    expect(verdict.outcome).toBe("fail");
    expect(verdict.guarantees.filter(({ outcome }) => outcome === "pass")).toEqual([]);
    expect(verdict.conditions?.damage).toContain(`history: ${history}`);
    await expect(check(out)).rejects.toMatchObject({ code: "history-partial" });
  },
);

test("findings with workers: the ops are those of the worker that saw them", async () => {
  const { verdict, evidence } = await executed("findings", faulty("misroute"), 2);
  const leak = verdict.findings.find(({ guarantee }) => guarantee === "isolation");
  const [op = -1] = leak?.ops ?? [];
  expect(evidence.get(op)).toMatchObject({ type: "event", user: leak?.user });
});

test("findings: where no verdict was given, nobody is sent to one", async () => {
  const { out } = await executed("findings", PLAIN);
  await expect(check(out)).rejects.toMatchObject({ hint: expect.stringContaining("stands") });
  // As after a kill.
  await rm(join(out, "verdict.json"));
  const hint = expect.stringContaining("ended before it could give a verdict");
  await expect(check(out)).rejects.toMatchObject({ code: "history-partial", hint });
  await expect(storedExecution(out)).rejects.toMatchObject({ hint });
});
