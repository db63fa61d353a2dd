import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../harness/run/check.ts";
import { execute } from "../harness/run/execute.ts";
import { merge } from "../harness/run/merge.ts";
import type { DemoTarget } from "../harness/run/settings.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { PLAIN, server, sharded, SHARDS } from "./sharded.ts";
import { startedUntil } from "./started.ts";

/** Machines that share an execution come to one verdict without talking to each other. */

function faulty(id: string): DemoTarget {
  const setting = { id, seed: "shards", linger: 1_000, pause: 200 };
  return { demo: "process", env: { QUINTET_VARIANT: JSON.stringify(setting), QUINTET_SEED: "s" } };
}

const plain = ({ replay: _replay, ...verdict }: Verdict) => verdict;

test("four shards and a merge make one verdict, in whatever order and grouping", async () => {
  const folder = await emptyFolder();
  const { folders, executions } = await sharded(PLAIN, "right", folder);
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
  const folder = await emptyFolder();
  const { folders } = await sharded(PLAIN, "missing", folder);
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
    const folder = await emptyFolder();
    const { folders } = await sharded(faulty(id), id, folder);
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
  const folder = await emptyFolder();
  const one = await sharded(PLAIN, "one", await emptyFolder());
  const other = await sharded(PLAIN, "other", await emptyFolder());
  await expect(
    merge([one.folders[0] ?? "", other.folders[1] ?? ""], { out: join(folder, "out") }),
  ).rejects.toMatchObject({ code: "bad-usage" });
});

test.for([
  [["--shard", "5/4"], "second of four"],
  [["--shard", "1/4"], "same --seed and --nonce"],
  [["--slot", "4/4"], "counted from 0"],
  [["--slot", "some-node/4"], "counted from 0"],
  [["--slot", "0/4", "--shard", "1/4"], "name one of them"],
  [["--nonce", "a"], "belong to --shard"],
  [["--leave-verdict"], "belong to --shard"],
  [["--shard", "1/4", "--seed", "s", "--nonce", "a", "--start-at", "noon"], "time with its zone"],
  [
    ["--shard", "1/4", "--seed", "s", "--nonce", "a", "--start-at", "2999-01-31T12:00:00Z"],
    "within the next seven days",
  ],
] as const)("%j exits 64 and says what is due", async ([flags, words]) => {
  const { code, stderr } = await quintet(
    ["run", "--url", "ws://127.0.0.1:9/ws", ...flags],
    await emptyFolder(),
  );
  expect([code, stderr]).toEqual([64, expect.stringContaining(words)]);
});

test("a shard that leaves its verdict to others ends well once its part is there, and not before", async () => {
  const folder = await emptyFolder();
  await using target = await server(faulty("drop-middle"));
  const flags =
    "--users 2 --sentinels 0 --runs-per-user 1 --patience 2s --linger 100ms --shard 1/2 --seed s";
  const shard = async (url: string, ...more: readonly string[]): Promise<number> => {
    const args = ["run", "--url", url, ...flags.split(" "), ...more];
    return (await quintet(args, folder, { QUINTET_JWT_SECRET: target.secret() })).code;
  };
  expect([
    await shard(target.url(), "--nonce", "a"),
    await shard(target.url(), "--nonce", "b", "--leave-verdict"),
    await shard(target.url(), "--nonce", "b", "--leave-verdict"),
    await shard(target.url(), "--nonce", "c", "--leave-verdict", "--accounts", "nowhere"),
  ]).toEqual([1, 0, 64, 64]);
});

test.for(["full", "off"] as const)(
  "a shard that is started once more is refused, and what it left stays: history %s",
  async (history) => {
    const folder = await emptyFolder();
    const demo = PLAIN;
    await using target = await server(demo);
    const crowd = { users: 2, sentinels: 0, runsPerUser: 1 };
    const perform = async (nonce: string): Promise<Verdict> => {
      const shard = { slice: { index: 0, count: 2 }, nonce, startAt: null };
      const config = { out: folder, seed: "s", crowd, history, linger: "100ms" };
      return (await execute(config, { demo, target, shard })).verdict;
    };
    expect((await perform("a")).error).toBe(null);
    const left = await readFile(join(folder, "verdict.json"), "utf8");
    expect((await perform("a")).error).toMatchObject({
      code: "bad-usage",
      message: expect.stringContaining("This shard has run already"),
    });
    expect(await readFile(join(folder, "verdict.json"), "utf8")).toBe(left);
    expect((await perform("another")).error).toBe(null);
  },
);

test("whoever interrupts a shard that waits for its start waits no longer", async () => {
  const folder = await emptyFolder();
  await using target = await server(PLAIN);
  const startAt = new Date(Date.now() + 3_600_000).toISOString();
  const crowd = ["--url", target.url(), "--users", "2", "--sentinels", "0"];
  const shard = `--slot 0/2 --seed s --nonce n --start-at ${startAt}`.split(" ");
  const { child } = await startedUntil("1/1 connected", ["run", ...crowd, ...shard], folder, {
    QUINTET_JWT_SECRET: target.secret(),
  });
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  const verdict = JSON.parse(
    await readFile(join(folder, "quintet-report/verdict.json"), "utf8"),
  ) as Verdict;
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "interrupted" } });
});
