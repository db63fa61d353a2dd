import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder } from "./cli.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
  /** Ids of the processes that it started and that still live, itself included. */
  readonly alive: () => readonly number[];
}

/** A demo that would linger for a minute, up to the moment when it does. */
async function lingeringDemo(): Promise<Running> {
  const folder = await emptyFolder();
  const mark = randomUUID();
  const child = spawn(process.execPath, [MAIN, "demo", "--linger", "60s"], {
    cwd: folder,
    env: { ...process.env, QUINTET_SUITE_MARK: mark },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let said = "";
  for await (const chunk of child.stderr.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes("lingering")) break;
  }
  child.stderr.resume();
  return { child, folder, alive: () => bearing(mark) };
}

/** Processes whose environment holds the mark. */
function bearing(mark: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, "utf8").includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}

test("Ctrl-C ends in order: exit 130, a verdict and a JUnit file on disk, nothing left running", async () => {
  const { child, folder, alive } = await lingeringDemo();
  expect(alive().length).toBeGreaterThan(1);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  const verdict = JSON.parse(
    await readFile(join(folder, "quintet-report/verdict.json"), "utf8"),
  ) as Verdict;
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "interrupted" } });
  expect(verdict.envelope).toMatchObject({ runs: 100, events: 500 });
  expect(existsSync(join(folder, "quintet-report/junit.xml"))).toBe(true);
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
});

test("a polite kill does the same, with exit 143", async () => {
  const { child, alive } = await lingeringDemo();
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([143, null]);
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
});

test("Ctrl-C twice ends at once, and the watchdog ends the rest", async () => {
  const { child, alive } = await lingeringDemo();
  child.kill("SIGINT");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
});

test("kill -9 leaves no process behind", async () => {
  const { child, alive } = await lingeringDemo();
  child.kill("SIGKILL");
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
});
