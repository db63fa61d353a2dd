import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, type Ended, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";

const REPORTS = ["junit.xml", "report.html", "summary.md", "verdict.json"] as const;

/** One execution against a server that leaks, which every test takes a copy of. */
let original: string;
let executed: Ended;

beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), "quintet-suite-"));
  const server = await startForeignServer({ optional: true, bug: "leak" });
  try {
    const crowd = "--users 6 --sentinels 1 --runs 2 --patience 1s --linger 200ms";
    const args = ["run", "--url", server.url, "--connect-rate", "1000", ...crowd.split(" ")];
    executed = await quintet(args, original);
  } finally {
    await server.close();
  }
});

afterAll(() => rm(original, { recursive: true, force: true }));

/** A folder with a copy of the execution in `quintet-report`. */
async function copied(): Promise<string> {
  const folder = await emptyFolder();
  await cp(original, folder, { recursive: true });
  return folder;
}

async function texts(folder: string): Promise<Record<string, string>> {
  const read = async (name: string) =>
    [name, await readFile(join(folder, "quintet-report", name), "utf8")] as const;
  return Object.fromEntries(await Promise.all(REPORTS.map(read)));
}

/** What was printed, but for the place. */
const here = (text: string): string => text.replace(/report in .*\n/, "");

const report = (folder: string, ...more: readonly string[]): Promise<Ended> =>
  quintet(["report", "quintet-report", ...more], folder);

test("every report is drawn again from what is stored, the same to the byte, and nothing is judged", async () => {
  const folder = await copied();
  const before = await texts(folder);
  for (const name of ["junit.xml", "report.html", "summary.md"]) {
    await rm(join(folder, "quintet-report", name));
  }
  const { code, stdout, stderr } = await report(folder);
  expect(await texts(folder)).toEqual(before);
  expect(here(stdout)).toBe(here(executed.stdout));
  expect(stderr.split("\n")).toEqual([
    "quintet: wrote quintet-report/junit.xml",
    "quintet: wrote quintet-report/summary.md",
    "quintet: wrote quintet-report/report.html",
    "quintet: wrote quintet-report/verdict.json",
    "",
  ]);
  // The execution failed; drawing it did not.
  expect([executed.code, code]).toEqual([1, 0]);
});

test("the formats that are asked for, where they are asked for", async () => {
  const folder = await copied();
  const before = await texts(folder);
  const { stdout } = await report(folder, "--format", "markdown, html", "--out", "elsewhere");
  expect(stdout).toBe("");
  expect((await readdir(join(folder, "elsewhere"))).toSorted()).toEqual([
    "report.html",
    "summary.md",
  ]);
  expect(await readFile(join(folder, "elsewhere/report.html"), "utf8")).toBe(before["report.html"]);
  expect(await report(folder, "--format", "junit", "--out", "-")).toEqual({
    code: 0,
    stdout: before["junit.xml"],
    stderr: "",
  });
});

test("a history without a verdict, as a kill leaves it, is judged first, and that is said", async () => {
  const folder = await copied();
  await rm(join(folder, "quintet-report/verdict.json"));
  const { code, stderr } = await report(folder, "--format", "json");
  expect([code, stderr]).toEqual([
    0,
    "quintet: there is no verdict.json, so the history was judged again\nquintet: wrote quintet-report/verdict.json\n",
  ]);
  const verdict = JSON.parse((await texts(folder))["verdict.json"] ?? "") as Verdict;
  expect(verdict.outcome).toBe("fail");
  expect(verdict.replay).toBe("npx quintet check quintet-report");
});

test("a damaged history is told, and takes nothing from the verdict", async () => {
  const folder = await copied();
  const path = join(folder, "quintet-report/history.ndjson");
  const lines = (await readFile(path, "utf8")).split("\n");
  await writeFile(path, [...lines.slice(0, 20), "half a li", ...lines.slice(21, -5)].join("\n"));
  const before = await texts(folder);
  const { code, stderr } = await report(folder);
  expect(code).toBe(0);
  expect(stderr).toContain(
    "quintet: the history is damaged: 1 line cannot be read, the first line 21: not a JSON object\n",
  );
  expect((await texts(folder))["verdict.json"]).toBe(before["verdict.json"]);
});

test("an execution that failed before its first op has reports, too", async () => {
  const folder = await emptyFolder();
  const ended = await quintet(["run", "--url", "ws://127.0.0.1:1/", "--timeout", "20s"], folder);
  const before = await texts(folder);
  expect([ended.code, (await report(folder)).code]).toEqual([2, 0]);
  expect(await texts(folder)).toEqual(before);
});

const AT = "quintet-report";

test.for([
  ["a folder that is not there", [], "There is no nowhere.", "nowhere"],
  [
    "a folder without a history",
    ["rm history.ndjson"],
    `The folder ${AT} holds no history.ndjson`,
    AT,
  ],
  [
    "a history without its first line",
    ["head history.ndjson"],
    `${AT} is no history: its first line is no header of a Quintet history`,
    AT,
  ],
  ["half a verdict", ["half verdict.json"], "is no verdict: it is not JSON, or not all of it.", AT],
  [
    "a verdict that holds something else",
    ["alter verdict.json"],
    "is no verdict: findings is not what a verdict holds there.",
    AT,
  ],
  [
    "a verdict of another execution",
    ["nonce verdict.json"],
    `The verdict and the history in ${AT} are of two executions.`,
    AT,
  ],
] as const)("%s exits 64 and leaves what is there", async ([, [deed], message, path]) => {
  const folder = await copied();
  if (deed !== undefined) await spoil(folder, deed);
  const before = await readdir(join(folder, AT));
  const { code, stdout, stderr } = await quintet(["report", path], folder);
  expect([code, stdout]).toEqual([64, ""]);
  expect(stderr).toContain(message);
  expect(await readdir(join(folder, AT))).toEqual(before);
});

async function spoil(folder: string, deed: string): Promise<void> {
  const [how = "", name = ""] = deed.split(" ");
  const path = join(folder, AT, name);
  const text = await readFile(path, "utf8");
  if (how === "rm") return await rm(path);
  if (how === "head") return await writeFile(path, text.slice(text.indexOf("\n") + 1));
  if (how === "half") return await writeFile(path, text.slice(0, text.length / 2));
  const verdict = JSON.parse(text) as Verdict;
  const other = how === "nonce" ? { nonce: "another" } : { findings: [{ kind: "<script>" }] };
  return await writeFile(path, JSON.stringify({ ...verdict, ...other }));
}

test.for([
  [["--format", "pdf"], 'and no "pdf".'],
  [["--format", ""], "--format takes html, junit, markdown, json, terminal"],
  [["--out", "-"], "--out - takes one format"],
  [["--out", `${AT}/verdict.json/x`], "could not be written"],
] as const)("%j exits 64", async ([args, message]) => {
  const folder = await copied();
  const { code, stderr } = await report(folder, ...args);
  expect(stderr).toContain(message);
  expect(code).toBe(64);
});
