import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { type Started, startedUntil } from "./started.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

/** A demo that would linger for a minute, up to the moment when it does. */
async function lingeringDemo(): Promise<Started & { readonly folder: string }> {
  const folder = await emptyFolder();
  return { folder, ...(await startedUntil("lingering", ["demo", "--linger", "60s"], folder)) };
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

test("a closed terminal does the same, with exit 129, however often it is told", async () => {
  const { child, folder, alive } = await lingeringDemo();
  child.kill("SIGHUP");
  child.kill("SIGHUP");
  expect(await once(child, "exit")).toEqual([129, null]);
  for (const name of ["verdict.json", "junit.xml"]) {
    expect(existsSync(join(folder, "quintet-report", name))).toBe(true);
  }
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
});

/** A server that answers every message; and the moment when it was asked for the first time. */
async function attentive(): Promise<{ readonly url: string; readonly asked: Promise<void> }> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const asked = Promise.withResolvers<void>();
  server.on("connection", (socket) => {
    socket.on("message", (message: Buffer) => {
      const answer = JSON.stringify({ type: "answer", of: message.toString() });
      socket.send(answer, () => asked.resolve());
    });
  });
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}/`, asked: asked.promise };
}

function start(
  args: readonly string[],
  folder: string,
): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  }
  return { child, said: () => said };
}

test.for([
  ["init", ["--quiet", "60s"]],
  ["doctor", []],
] as const)(
  "Ctrl-C ends %s in the middle of a run, and nothing is written",
  async ([command, more]) => {
    const folder = await emptyFolder();
    const { url, asked } = await attentive();
    const { child, said } = start([command, "--url", url, ...more], folder);
    await asked;
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
    expect(said()).toContain("quintet: Ended by SIGINT before it was done.");
    expect(said()).not.toContain("defect");
    expect(readdirSync(folder)).toEqual([]);
  },
);

test.for([
  ["run", "--accounts"],
  ["doctor", "--accounts"],
  ["init", "--accounts"],
  ["run", "--ca"],
  ["doctor", "--ca"],
] as const)("a polite kill ends %s while it waits for the pipe of %s", async ([command, flag]) => {
  const folder = await emptyFolder();
  execFileSync("mkfifo", [join(folder, "pipe")]);
  const { child } = start([command, "--url", "ws://127.0.0.1:9/", flag, "pipe"], folder);
  // Opened once somebody has opened it to read.
  const writer = await open(join(folder, "pipe"), "w");
  onTestFinished(async () => writer.close());
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([143, null]);
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

/** Sends the signal to its own process, and then waits for longer than anybody would. */
const signalling = (signal: string): string =>
  `process.kill(process.pid, "${signal}"); await new Promise((go) => setTimeout(go, 600_000)); export default {};`;

const EXITS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

test.for([
  ["SIGINT", ["run"]],
  ["SIGTERM", ["gate", "--json"]],
  ["SIGHUP", ["demo"]],
  ["SIGINT", ["doctor"]],
  ["SIGTERM", ["check", "quintet-report", "--config", "quintet.config.mjs", "--json"]],
  ["SIGINT", ["merge", "quintet-report", "--config", "quintet.config.mjs", "--json"]],
  ["SIGHUP", ["prove", "quintet-report", "--config", "quintet.config.mjs", "--json"]],
] as const)(
  "%s ends %j while its config is loaded, and nothing is changed",
  async ([signal, args]) => {
    const folder = await reported();
    writeFileSync(join(folder, "quintet.config.mjs"), signalling(signal));
    const { code, stdout, stderr } = await quintet(args, folder);
    expect(code).toBe(EXITS[signal]);
    const words = `Ended by ${signal} before it was done.`;
    const asked = args.some((arg) => arg === "--json");
    const told = asked ? (JSON.parse(stdout) as Verdict).error : { message: stderr };
    expect(told?.message).toContain(words);
    expect(asked ? stderr : stdout).toBe("");
    expect(readdirSync(folder).toSorted()).toEqual(["quintet-report", "quintet.config.mjs"]);
    expect(readdirSync(join(folder, "quintet-report"))).toEqual(["history.ndjson"]);
  },
);

/** A folder with a record that passes in `quintet-report`. */
async function reported(): Promise<string> {
  const folder = await emptyFolder();
  mkdirSync(join(folder, "quintet-report"));
  const record = resolve(import.meta.dirname, "../fixtures/histories/passing-demo.ndjson");
  copyFileSync(record, join(folder, "quintet-report/history.ndjson"));
  return folder;
}

/** A checker that sends a signal at the first op, and finds nothing. */
const SIGNALLING_CHECKER = `
  let sent = false;
  const checker = () => ({
    guarantee: "content",
    observe() { if (!sent) process.kill(process.pid, "SIGTERM"); sent = true; },
    settle() {},
    finish() {},
    tally: () => ({ trials: 0, evaluated: 0, unknown: null }),
  });
  export default { checkers: [checker] };`;

test("a polite kill ends check in the middle of its judging", async () => {
  const folder = await reported();
  writeFileSync(join(folder, "own.mjs"), SIGNALLING_CHECKER);
  const { code, stdout, stderr } = await quintet(
    ["check", "quintet-report", "--config", "own.mjs"],
    folder,
  );
  expect([code, stdout]).toEqual([143, ""]);
  expect(stderr).toBe(
    "quintet: Ended by SIGTERM before it was done.\n  Nothing was judged, and no file was changed.\n",
  );
});
