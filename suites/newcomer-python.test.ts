import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, type Ended } from "./cli.ts";
import { startNewcomer } from "./newcomer.ts";

/**
 * The five minutes of a newcomer: a server in Python with messages of its own, a folder that has no package.json,
 * the packed package installed elsewhere, and the commands of the README. Without python3 this fails.
 */

const ROOT = resolve(import.meta.dirname, "..");
const MINUTES = 300_000;
const SEND = '{"say":"{prompt}","ticket":"{run}"}';
/** Else a newcomer waits half a minute for what never comes. */
const FAST = ["--patience", "2s", "--connect-rate", "50"];

/** Node as a user has it: ours, in front of whatever the machine offers. */
const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);

let place: string;
let bin: string;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "quintet-newcomer-"));
  const pack = ["pack", "--silent", "--pack-destination", place];
  await promisify(execFile)("npm", pack, { cwd: ROOT, env: { ...process.env, PATH } });
  const tarball = (await readdir(place)).find((name) => name.endsWith(".tgz")) ?? "";
  const prefix = join(place, "global");
  await mkdir(prefix);
  const install = ["install", "--global", "--prefix", prefix, "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", [...install, "--prefer-offline", join(place, tarball)], {
    cwd: place,
    env: { ...process.env, PATH },
  });
  bin = join(prefix, "bin");
}, MINUTES);

afterAll(() => rm(place, { recursive: true, force: true }));

/** `npx quintet …`, as it is found where the package is installed for the whole machine. */
async function quintet(folder: string, ...args: readonly string[]): Promise<Ended> {
  return await new Promise((settle) => {
    const env = { ...process.env, PATH: [bin, PATH].join(delimiter), NO_COLOR: "1" };
    const child = execFile(
      "quintet",
      args,
      { cwd: folder, env, timeout: 90_000 },
      (_error, stdout, stderr) => settle({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test("a server with messages of its own reaches a verdict by init, doctor and run", async () => {
  const folder = await emptyFolder();
  const url = await startNewcomer();

  const mute = await quintet(folder, "init", "--url", url);
  expect([mute.code, mute.stderr]).toEqual([2, expect.stringContaining("--send '{")]);
  // What the server could not read, so that its author sees why.
  expect(mute.stderr).toContain('{"type":"user_message"');

  const init = await quintet(folder, "init", "--url", url, "--send", SEND);
  expect([init.code, init.stderr]).toEqual([0, ""]);
  expect(init.stdout).toMatch(/event answer of run 2\n.*"what": "answer"/);
  expect((await readdir(folder)).toSorted()).toEqual(["quintet.config.ts"]);

  const doctor = await quintet(folder, "doctor");
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining("token accepted")]);

  const run = await quintet(folder, "run");
  expect([run.code, run.stdout]).toEqual([0, expect.stringMatching(/^PASS /)]);
});

test.for([
  ["leak", "isolation", "misroute", /received .*'s answer/],
  ["lose", "completeness", "tail", /never received answer/],
] as const)(
  "when it begins to %s, the verdict is fail, for %s",
  async ([fault, guarantee, kind, story]) => {
    const folder = await emptyFolder();
    const right = await startNewcomer();
    expect((await quintet(folder, "init", "--url", right, "--send", SEND)).code).toBe(0);
    const wrong = await startNewcomer(fault);
    const run = await quintet(folder, "run", "--url", wrong, "--json", ...FAST);
    const { outcome, findings } = JSON.parse(run.stdout) as Verdict;
    expect([run.code, outcome]).toEqual([1, "fail"]);
    expect(findings[0]).toMatchObject({ guarantee, kind, message: expect.stringMatching(story) });
  },
);
