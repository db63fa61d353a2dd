import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";

/** A command whose server runs already, as it does while somebody works on it. */

async function ran(url: string, reuse: boolean) {
  const folder = await emptyFolder();
  const target = { command: "exit 3", url, reuse };
  const crowd = { users: 3, sentinels: 1, runsPerUser: 1 };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify({ target, crowd }));
  const { code, stdout } = await quintet(["run", "--json"], folder);
  return { code, verdict: JSON.parse(stdout) as Verdict };
}

test("it is used where that was asked for, and left running; else its place is taken", async () => {
  const server = await startForeignServer({ optional: true });
  onTestFinished(async () => server.close());
  const refused = await ran(server.url, false);
  expect([refused.code, refused.verdict.error?.code]).toEqual([2, "port-in-use"]);
  expect(server.peak()).toBe(0);
  for (let time = 0; time < 2; time += 1) {
    const { code, verdict } = await ran(server.url, true);
    expect([code, verdict.outcome]).toEqual([0, "pass"]);
  }
});

test("where nothing runs yet the command is started, and an end of it is told", async () => {
  const { code, verdict } = await ran("ws://127.0.0.1:9/ws", true);
  expect([code, verdict.error?.code]).toEqual([2, "target-exited"]);
  expect(verdict.error?.message).toContain("exit code 3");
});
