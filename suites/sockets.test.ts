import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";

test("as many sockets were open at once as the verdict claims: the server counted them too", async () => {
  const server = await startForeignServer({ optional: true });
  onTestFinished(() => server.close());
  const crowd = ["--users", "200", "--sentinels", "20", "--runs", "1", "--connect-rate", "10000"];
  const { stdout } = await quintet(
    ["run", "--url", server.url, ...crowd, "--json"],
    await emptyFolder(),
  );
  const { outcome, envelope } = JSON.parse(stdout) as Verdict;
  expect(outcome).toBe("pass");
  expect(envelope).toMatchObject({ peakConnections: 220, peakRuns: 200 });
  expect(server.peak()).toBe(220);
});

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

test("where not all can be opened, no history is begun either", async () => {
  const folder = await emptyFolder();
  const crowd = ["--url", "ws://127.0.0.1:9/ws", "--users", "400", "--runs", "1"];
  const ended = promisify(execFile)(
    "sh",
    ["-c", 'ulimit -n 300 && exec "$0" "$@"', process.execPath, MAIN, "run", ...crowd, "--json"],
    { cwd: folder },
  );
  const { stdout } = await ended.catch((error: unknown) => error as { stdout: string });
  expect((JSON.parse(stdout) as Verdict).error?.code).toBe("too-few-descriptors");
  const left = await readdir(join(folder, "quintet-report"));
  expect(left).toContain("verdict.json");
  expect(left.filter((name) => name.startsWith("history"))).toEqual([]);
});
