import { existsSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { COSTS, needs, type UnitCosts } from "./scale-needs.ts";
import { PLAIN, server } from "./sharded.ts";
import { shell, shims } from "./shell.ts";

const ROOT = resolve(import.meta.dirname, "..");
const PAGE = readFileSync(join(ROOT, "docs/scale.md"), "utf8");

const CROWDS = [100_000, 1_000_000, 10_000_000];

function unitCosts(): UnitCosts {
  const rows = Array.from(PAGE.matchAll(/^\| `([\w-]+)` \| ([\d.]+) \|/gm), ([, name, value]) => [
    name,
    Number(value),
  ]);
  expect(rows.map(([name]) => name)).toEqual([...COSTS]);
  return Object.fromEntries(rows) as UnitCosts;
}

test("what large crowds need follows from the unit costs", () => {
  const costs = unitCosts();
  const columns = CROWDS.map((users) => needs(users, costs));
  const rows = Object.keys(columns[0] ?? {}).map((row) => {
    const cells = columns.map((column) => column[row]?.toLocaleString("en-US"));
    return `| ${[row, ...cells].join(" | ")} |`;
  });
  const [, table] = /^\| users \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(PAGE) ?? [];
  expect(table).toBe(`${rows.join("\n")}\n`);
});

test("the commands do what the page says: two shards side by side, and a merge", async () => {
  const [, block = ""] = /^```sh\n(.*?)^```$/ms.exec(PAGE) ?? [];
  const lines = block.trim().split("\n");
  expect(lines.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
    "npx quintet run",
    "npx quintet run",
    "npx quintet merge",
  ]);
  const [folder, startAt] = [await emptyFolder(), new Date(Date.now() + 8_000).toISOString()];
  const bin = await shims(folder);
  await using target = await server(PLAIN);
  const crowd = { users: 4, sentinels: 2, runsPerUser: 2, connectRate: 100 };
  const config = { target: { url: target.url() }, crowd, linger: "5s", patience: "5s" };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
  const env = { QUINTET_JWT_SECRET: target.secret() };
  const perform = async (line = ""): Promise<number | null> =>
    (await shell(line.replace(/--start-at \S+/, `--start-at ${startAt}`), folder, { bin, env }))
      .code;
  expect(await Promise.all(lines.slice(0, 2).map(perform))).toEqual([0, 0]);
  expect(await perform(lines[2])).toBe(0);
  const verdict = await readFile(join(folder, "quintet-report/verdict.json"), "utf8");
  expect(JSON.parse(verdict) as Verdict).toMatchObject({
    outcome: "pass",
    envelope: { users: 4, sentinels: 2, runs: 8, peakConnections: 6 },
  });
});

test("files and options that the page names are there", async () => {
  const files = Array.from(PAGE.matchAll(/`(ci\/[\w./-]+)`/g), ([, path]) => path ?? "");
  expect(files).toHaveLength(4);
  expect(files.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const { stdout } = await quintet(["run", "--help"], await emptyFolder());
  const options = new Set(Array.from(PAGE.matchAll(/`(--[\w-]+)/g), ([, flag]) => flag ?? ""));
  expect(options.size).toBeGreaterThan(5);
  expect([...options].filter((flag) => !stdout.includes(`${flag} `))).toEqual([]);
});
