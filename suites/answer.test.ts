import { spawnSync } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** Stdout holds the answer and nothing else, or the exit code is none of a success. */

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

/** A folder with a record that passes, and a config. */
async function reported(config = "export default {};"): Promise<string> {
  const folder = await emptyFolder();
  await mkdir(join(folder, "quintet-report"));
  await copyFile(
    resolve(import.meta.dirname, "../fixtures/histories/passing-demo.ndjson"),
    join(folder, "quintet-report/history.ndjson"),
  );
  await writeFile(join(folder, "quintet.config.mjs"), config);
  return folder;
}

const CHECK = ["check", "quintet-report", "--config", "quintet.config.mjs"];

/** The same command with its streams led elsewhere by a shell. */
async function led(where: string, args: readonly string[]) {
  const script = `exec "$0" "$@" ${where}`;
  return spawnSync("bash", ["-c", script, process.execPath, MAIN, ...args], {
    cwd: await reported(),
    encoding: "utf8",
  });
}

test.for([
  CHECK,
  [...CHECK, "--json"],
  ["report", "quintet-report"],
  ["prove", "quintet-report", "--only", "drop-middle"],
  ["demo", "--users", "2", "--sentinels", "1", "--runs", "1", "--linger", "100ms", "--json"],
  ["--help"],
])("%j into a full disk says so, and is no success", async (args) => {
  const { status, stderr } = await led("> /dev/full", args);
  expect(status).toBe(2);
  expect(stderr).toContain("quintet: The answer could not be written to stdout: ENOSPC");
  expect(stderr).not.toContain("defect");
});

test("what cannot be said on stderr changes nothing", async () => {
  const { status, stdout } = await led("2> /dev/full", ["report", "quintet-report"]);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^PASS/)]);
});

test("who reads no further is no failure", async () => {
  const { status } = await led("| true; exit ${PIPESTATUS[0]}", CHECK);
  expect(status).toBe(0);
});

test("what a config says is no part of the answer", async () => {
  const folder = await reported('console.log("from the config"); export default {};');
  const { code, stdout, stderr } = await quintet([...CHECK, "--json"], folder);
  expect([code, stderr]).toEqual([0, "from the config\n"]);
  expect((JSON.parse(stdout) as Verdict).outcome).toBe("pass");
});

test("what a config leaves open keeps nobody waiting", async () => {
  const folder = await reported("setInterval(() => {}, 1_000); export default {};");
  expect((await quintet(CHECK, folder)).code).toBe(0);
});

test.for([
  ["process.exit(0)", "Code of the config ended the process with 0 before there was an answer."],
  ["await new Promise(() => {})", "quintet.config.mjs waits for something that cannot come."],
])("a config that says %s ends in an error", async ([line, message]) => {
  const folder = await reported(`${line}; export default {};`);
  const { code, stdout } = await quintet([...CHECK, "--json"], folder);
  expect([code, (JSON.parse(stdout) as Verdict).error]).toEqual([
    64,
    expect.objectContaining({ code: "bad-config", message }),
  ]);
});
