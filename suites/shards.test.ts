import { mkdir } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { check } from "../harness/run/check.ts";
import { type Execution, execute } from "../harness/run/execute.ts";
import { merge } from "../harness/run/merge.ts";
import { openTarget } from "../harness/run/open-target.ts";
import type { DemoTarget } from "../harness/run/settings.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** Machines that share an execution come to one verdict without talking to each other. */

const SHARDS = [0, 1, 2, 3];

const PLAIN: DemoTarget = { demo: "process" };

/** A server that all shards use, as machines do. */
async function server(demo: DemoTarget) {
  const target = await openTarget(demo, {
    logFile: null,
    signal: new AbortController().signal,
    execution: randomBytes(16).toString("hex"),
    environment: {},
  });
  onTestFinished(() => target.started.stop());
  return target;
}

interface Sharded {
  readonly folder: string;
  /** Output folder of each shard. */
  readonly folders: readonly string[];
  readonly executions: readonly Execution[];
}

async function sharded(demo: DemoTarget, seed: string): Promise<Sharded> {
  const folder = await emptyFolder();
  const target = await server(demo);
  const folders = SHARDS.map((index) => join(folder, `shard-${index}`));
  const startAt = Date.now() + 3_000;
  const executions = await Promise.all(
    folders.map(async (out, index) => {
      await mkdir(out);
      const crowd = { users: 12, sentinels: 4, runsPerUser: 2 };
      const slice = { index, count: SHARDS.length };
      return await execute(
        { out, seed, crowd, patience: "2s", linger: "6s" },
        { demo, target, shard: { slice, nonce: `${seed} ${folder}`, startAt } },
      );
    }),
  );
  return { folder, folders, executions };
}

function faulty(id: string): DemoTarget {
  const setting = { id, seed: "shards", linger: 1_000, pause: 200 };
  return { demo: "process", env: { QUINTET_VARIANT: JSON.stringify(setting), QUINTET_SEED: "s" } };
}

const plain = ({ replay: _replay, ...verdict }: Verdict) => verdict;

test("four shards and a merge make one verdict, in whatever order and grouping", async () => {
  const { folder, folders, executions } = await sharded(PLAIN, "right");
  expect(executions.map(({ verdict }) => [verdict.outcome, verdict.envelope.users])).toEqual(
    SHARDS.map(() => ["pass", 3]),
  );
  const whole = await merge(folders, { out: join(folder, "whole") });
  expect(whole.verdict).toMatchObject({
    outcome: "pass",
    findings: [],
    envelope: { users: 12, sentinels: 4, runs: 24, events: 120, peakConnections: 16 },
  });
  const [a = "", b = "", c = "", d = ""] = folders;
  const [left, right] = [join(folder, "left"), join(folder, "right")];
  await merge([d, b], { out: left });
  await merge([c, a], { out: right });
  const again = await merge([right, left], { out: join(folder, "again") });
  expect(plain(again.verdict)).toEqual(plain(whole.verdict));
  const checked = await check(join(folder, "again"));
  expect(checked.verdict.outcome).toBe("pass");
});

test("a shard that is not there is unknown, by name, and a folder named twice is refused", async () => {
  const { folder, folders } = await sharded(PLAIN, "missing");
  const [first = "", ...others] = folders;
  const { verdict } = await merge(others, { out: join(folder, "out") });
  expect(verdict).toMatchObject({ outcome: "unknown", findings: [] });
  expect(verdict.conditions?.damage).toMatch(
    /^4 users lost messages .*: slice 1 of 4 of the crowd left no record$/,
  );
  const { code, stderr } = await quintet(["merge", first, ...folders, "--out", "twice"], folder);
  expect([code, stderr]).toEqual([64, expect.stringContaining("both hold part 1 of 4")]);
});

test.for(["misroute", "broadcast-one", "sentinel-leak"])(
  "%s between users of different machines is a leak, with its evidence",
  async (id) => {
    const { folder, folders } = await sharded(faulty(id), id);
    const { verdict, evidence } = await merge(folders, { out: join(folder, "out") });
    expect(verdict.outcome).toBe("fail");
    expect(new Set(verdict.findings.map(({ guarantee }) => guarantee))).toEqual(
      new Set(["isolation"]),
    );
    const [finding] = verdict.findings;
    expect(finding?.ops.every((op) => evidence.has(op))).toBe(true);
    const checked = await check(join(folder, "out"));
    expect(checked.verdict.findings).toEqual(verdict.findings);
  },
);

test("shards of different executions are not merged", async () => {
  const [one, other] = [await sharded(PLAIN, "one"), await sharded(PLAIN, "other")];
  await expect(
    merge([one.folders[0] ?? "", other.folders[1] ?? ""], { out: join(one.folder, "out") }),
  ).rejects.toMatchObject({ code: "bad-usage" });
});

test.for([
  [["--shard", "5/4"], "second of four"],
  [["--shard", "1/4"], "same --seed and --nonce"],
  [["--nonce", "a"], "belong to --shard"],
  [["--shard", "1/4", "--seed", "s", "--nonce", "a", "--start-at", "noon"], "time with its zone"],
] as const)("%j exits 64 and says what is due", async ([flags, words]) => {
  const { code, stderr } = await quintet(
    ["run", "--url", "ws://127.0.0.1:9/ws", ...flags],
    await emptyFolder(),
  );
  expect([code, stderr]).toEqual([64, expect.stringContaining(words)]);
});
