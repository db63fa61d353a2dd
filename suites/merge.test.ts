import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { tmpdir } from "node:os";
import type { DemoTarget } from "../harness/run/settings.ts";
import { merge } from "../harness/run/merge.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { oneByOne, PLAIN, sharded } from "./sharded.ts";

/** What shards left is put together as it is, or not at all: nothing that is missing, cut or of others passes. */

async function historiesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.startsWith("history-")).map((name) => join(folder, name));
}

async function withoutHistories(folders: readonly string[]): Promise<void> {
  const paths = (await Promise.all(folders.map(historiesIn))).flat();
  expect(paths).toHaveLength(folders.length);
  await Promise.all(paths.map((path) => rm(path)));
}

async function cutHistoryIn(folder: string): Promise<void> {
  const [history = ""] = await historiesIn(folder);
  const { size } = await stat(history);
  await truncate(history, Math.floor(size / 2));
}

/** Exit code and words of `quintet merge`. */
async function mergeWords(
  folder: string,
  ...args: readonly string[]
): Promise<readonly [number, string]> {
  const { code, stderr } = await quintet(["merge", ...args], folder);
  return [code, stderr];
}

test("users of machines that ran one after another never met: unknown, with the records and without", async () => {
  const folder = await emptyFolder();
  const { folders, executions } = await oneByOne(PLAIN, "apart", folder);
  expect(executions.map(({ verdict }) => verdict.outcome)).toEqual([
    "pass",
    "pass",
    "pass",
    "pass",
  ]);
  const envelope = { users: 12, sentinels: 4, runs: 24, peakConnections: 4 };
  const recorded = await merge(folders, { out: join(folder, "recorded") });
  expect(recorded.verdict).toMatchObject({ outcome: "unknown", findings: [], envelope });
  await withoutHistories(folders);
  const { verdict } = await merge(folders, { out: join(folder, "unrecorded") });
  expect(verdict).toMatchObject({ outcome: "unknown", findings: [], envelope });
  expect(verdict.conditions?.damage).toBe(
    "the parts do not tell all (not all were connected at once), and not every shard left its record",
  );
});

test("a leak that a part saw stands without any record", async () => {
  const setting = { id: "sentinel-leak", seed: "shards", linger: 1_000, pause: 200 };
  const demo: DemoTarget = {
    demo: "process",
    env: { QUINTET_VARIANT: JSON.stringify(setting), QUINTET_SEED: "s" },
  };
  const folder = await emptyFolder();
  const { folders } = await sharded(demo, "leak", folder);
  await withoutHistories(folders);
  const { verdict } = await merge(folders, { out: join(folder, "out") });
  expect(verdict.outcome).toBe("fail");
  expect(new Set(verdict.findings.map(({ guarantee }) => guarantee))).toEqual(
    new Set(["isolation"]),
  );
});

describe("of four shards of a right server", () => {
  let whole: string;

  beforeAll(async () => {
    whole = await mkdtemp(join(tmpdir(), "quintet-suite-"));
    await sharded(PLAIN, "whole", whole);
    return async () => {
      await rm(whole, { recursive: true, force: true });
    };
  });

  /** A copy of what they left, to be spoilt. */
  async function copied(): Promise<{
    folder: string;
    folders: readonly [string, string, string, string];
  }> {
    const folder = await emptyFolder();
    await cp(whole, join(folder, "shards"), { recursive: true });
    const path = (at: number): string => join(folder, "shards", `shard-${at}`);
    return { folder, folders: [path(0), path(1), path(2), path(3)] };
  }

  test("one folder that holds all of them is named in their place, and again beside what was merged", async () => {
    const { folder } = await copied();
    for (const _ of [1, 2]) {
      const out = "shards/merged";
      const { code, stdout } = await quintet(["merge", "shards", "--out", out, "--json"], folder);
      expect([code, JSON.parse(stdout)]).toMatchObject([
        0,
        { outcome: "pass", envelope: { users: 12, sentinels: 4, peakConnections: 16 } },
      ]);
    }
  });

  test("one alone is unknown, by the names of all others", async () => {
    const { folder, folders } = await copied();
    const { verdict } = await merge([folders[2]], { out: join(folder, "out") });
    expect(verdict).toMatchObject({ outcome: "unknown", findings: [], envelope: { users: 3 } });
    expect(verdict.conditions?.damage).toMatch(/^12 users lost messages /);
  });

  test("one that ended before it judged is judged by its record, and unknown where that is cut", async () => {
    const { folder, folders } = await copied();
    await rm(join(folders[1], "part.json"));
    const { verdict } = await merge(folders, { out: join(folder, "out") });
    expect(verdict).toMatchObject({ outcome: "pass", envelope: { users: 12, runs: 24 } });
    await cutHistoryIn(folders[1]);
    const cut = await merge(folders, { out: join(folder, "cut") });
    expect(cut.verdict).toMatchObject({ outcome: "unknown", findings: [] });
    expect(cut.verdict.conditions?.damage).toContain("left a record without an end");
  });

  test("a record that was cut after the judging is no pass either", async () => {
    const { folder, folders } = await copied();
    await cutHistoryIn(folders[3]);
    const { verdict } = await merge(folders, { out: join(folder, "out") });
    expect(verdict).toMatchObject({ outcome: "unknown", findings: [] });
  });

  test("what a part of nobody's says moves no cursor", async () => {
    const { folder, folders } = await copied();
    const path = join(folders[1], "part.json");
    const text = await readFile(path, "utf8");
    const hostile = JSON.stringify("0.1.0\u001B[2J\u202E").slice(1, -1);
    await writeFile(path, text.replace(/"version":"[^"]*"/, `"version":"${hostile}"`));
    expect(await mergeWords(folder, ...folders)).toEqual([
      64,
      expect.stringContaining("Quintet 0.1.0\\u{1b}[2J\\u{202e} in place of"),
    ]);
  });

  test("a part that is cut, or holds nothing, is refused", async () => {
    const { folder, folders } = await copied();
    const path = join(folders[1], "part.json");
    const text = await readFile(path, "utf8");
    const empty = '{"quintet":1,"kind":"part","header":null,"part":null}';
    const foreign = text.replace('"slices":[1]', '"slices":[7]');
    for (const wrong of [text.slice(0, text.length / 2), "", empty, foreign]) {
      await writeFile(path, wrong);
      expect(await mergeWords(folder, ...folders)).toEqual([
        64,
        expect.stringContaining("no part of an execution, or not all of it"),
      ]);
    }
  });

  test("what was merged replaces none of what it was made of", async () => {
    const { folder, folders } = await copied();
    const before = await readdir(folders[0]);
    expect(await mergeWords(folder, ...folders, "--out", "shards/shard-0")).toEqual([
      64,
      expect.stringContaining("would be replaced"),
    ]);
    expect(await readdir(folders[0])).toEqual(before);
  });

  test("machines that had other accounts are of no one execution", async () => {
    const { folder, folders } = await copied();
    const path = join(folders[1], "part.json");
    const text = await readFile(path, "utf8");
    const other = text.replaceAll(/("id":"[a-z]+-0000)"/g, '$1-of-another"');
    expect(other).not.toBe(text);
    await writeFile(path, other);
    expect(await mergeWords(folder, ...folders)).toEqual([
      64,
      expect.stringContaining("other accounts"),
    ]);
  });

  test("records without their parts are of one execution with the others, or refused", async () => {
    const { folder, folders } = await copied();
    const [first, second] = folders;
    await rm(join(second, "part.json"));
    expect((await mergeWords(folder, ...folders, "--out", "whole"))[0]).toBe(0);
    // The record of the second shard beside that of the first, as a copy that went astray.
    const [record = ""] = await historiesIn(second);
    const stray = join(folder, "stray");
    await mkdir(stray);
    await cp(record, join(stray, basename(record)));
    expect(await mergeWords(folder, first, second, "stray")).toEqual([
      64,
      expect.stringContaining("stray both hold part 2 of 4"),
    ]);
    const text = await readFile(record, "utf8");
    const nonce = /"nonce":"(\w+)"/.exec(text)?.[1] ?? "";
    await writeFile(join(stray, basename(record)), text.replace(nonce, "0".repeat(32)));
    expect(await mergeWords(folder, first, "stray")).toEqual([
      64,
      expect.stringContaining("another nonce"),
    ]);
  });

  test("a record that its gate could not mask is told, where it lies and where it is copied to", async () => {
    const { folder, folders } = await copied();
    const words = "the gate that recorded this was killed before it could mask it";
    expect((await mergeWords(folder, ...folders, "--out", "well"))[1]).not.toContain(words);
    const [record = ""] = await historiesIn(folders[1]);
    const text = await readFile(record, "utf8");
    await writeFile(record, text.replace(/^\{/, '{"unmasked":true,'));
    const [code, stderr] = await mergeWords(folder, ...folders, "--out", "whole");
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`quintet: shards/shard-1/history-2of4.ndjson: ${words}`),
    ]);
    expect(stderr).toContain(`quintet: whole/history-2of4.ndjson: ${words}`);
  });

  test("a folder without any shard is named", async () => {
    const { folder } = await copied();
    await mkdir(join(folder, "nothing"));
    expect(await mergeWords(folder, "nothing")).toEqual([
      64,
      expect.stringContaining("in nothing, nor right beneath it"),
    ]);
    expect(await mergeWords(folder, "nowhere")).toEqual([
      64,
      expect.stringContaining("nowhere cannot be read"),
    ]);
  });
});
