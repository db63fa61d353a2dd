import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { SEND, startChatServer } from "./chat-server.ts";
import { emptyFolder, quintet } from "./cli.ts";

const FAST = ["--connect-rate", "100", "--patience", "1s", "--linger", "200ms", "--json"];

async function initialised(url: string, ...more: readonly string[]) {
  const folder = await emptyFolder();
  const args = ["init", "--url", url, "--send", SEND, "--quiet", "1s", ...more];
  return { folder, ...(await quintet(args, folder)) };
}

/** As npm leaves a package, as far as whoever looks for it can tell. */
async function install(folder: string, ...packages: readonly string[]): Promise<void> {
  for (const name of packages) {
    const place = join(folder, "node_modules", name);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, "package.json"), JSON.stringify({ name, version: "0.0.0" }));
  }
}

test("from an address to a verdict, in a folder that has no package.json", async () => {
  const url = await startChatServer();
  const { folder, code, stdout } = await initialised(url, "--ci", "github");
  expect(code).toBe(0);
  expect(stdout).toMatch(/event begin of run 1\n.*"ev":"begin"/);
  expect(stdout).toContain("unknown: recorded and searched, judged by nobody");
  expect(stdout).toContain("no sequence numbers");
  expect((await readdir(folder)).toSorted()).toEqual([".github", "quintet.config.ts"]);

  const doctor = await quintet(["doctor"], folder);
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining("token accepted")]);

  const run = await quintet(["run", ...FAST], folder);
  const verdict = JSON.parse(run.stdout) as Verdict;
  expect([run.code, verdict.outcome, verdict.envelope.runs, verdict.tier]).toEqual([
    0,
    "pass",
    10,
    "C",
  ]);
  expect((await quintet(["gate", ...FAST], folder)).code).toBe(0);
});

test("what it wrote finds a leak of that server", async () => {
  const { folder } = await initialised(await startChatServer());
  const leaking = await startChatServer({ leak: true });
  const run = await quintet(["run", "--url", leaking, ...FAST], folder);
  const { outcome, findings } = JSON.parse(run.stdout) as Verdict;
  expect([run.code, outcome, findings[0]?.guarantee]).toEqual([1, "fail", "isolation"]);
});

test("nothing that stands there is overwritten", async () => {
  const folder = await emptyFolder();
  const mine = join(folder, "quintet.config.ts");
  await writeFile(mine, "export default {};");
  const url = await startChatServer();
  const args = ["init", "--url", url, "--send", SEND, "--quiet", "200ms"];
  const { code, stdout } = await quintet(args, folder);
  expect([code, await readFile(mine, "utf8")]).toEqual([0, "export default {};"]);
  expect(stdout).toContain("kept  quintet.config.ts");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe(
    "What was seen now is not what stands in quintet.config.ts: move it away and start again, or say --force to overwrite it.",
  );

  const forced = await quintet([...args, "--force"], folder);
  expect([forced.code, forced.stdout]).toEqual([
    0,
    expect.stringContaining("wrote quintet.config.ts"),
  ]);
  expect(await readFile(mine, "utf8")).toContain("defineConfig");
});

test("files that say the same already are kept, and there is nothing to move away", async () => {
  const folder = await emptyFolder();
  await install(folder, "vitest", "quintet");
  const url = await startChatServer();
  const args = ["init", "--url", url, "--send", SEND, "--quiet", "200ms"];
  await quintet(args, folder);
  const { stdout } = await quintet(args, folder);
  expect(stdout).toMatch(/kept {2}quintet\.config\.ts\nkept {2}quintet\.test\.ts\n\nNext: look at/);
});

test.for([
  ["a message that is no JSON", ["--send", "{op: chat}"], "--send is no JSON object"],
  ["a message without the prompt", ["--send", '{"op":"chat"}'], "holds no {prompt}"],
  ["an unknown place of the token", ["--auth", "header"], '--auth does not know "header"'],
  [
    "a duration that is none",
    ["--quiet", "soon"],
    "--quiet soon: expected a duration, such as 500ms",
  ],
] as const)("%s is bad usage", async ([, args, message]) => {
  const folder = await emptyFolder();
  const { code, stderr } = await quintet(["init", "--url", "ws://127.0.0.1:9/", ...args], folder);
  expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
});

test.for([
  [[], "vitest and quintet"],
  [["quintet"], "vitest"],
  [["vitest"], "quintet"],
] as const)(
  "with %j installed a suite could not run: it is not written, and it is said what to install",
  async ([packages, missing]) => {
    const folder = await emptyFolder();
    await install(folder, ...packages);
    const args = ["init", "--url", await startChatServer(), "--send", SEND, "--quiet", "200ms"];
    const { code, stdout } = await quintet(args, folder);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`a suite for vitest wants ${missing} installed in this project`),
    ]);
    expect(await readdir(folder)).not.toContain("quintet.test.ts");
  },
);

test("where vitest and quintet are installed, a suite is written, and nothing is to be installed", async () => {
  const folder = await emptyFolder();
  await install(folder, "vitest", "quintet");
  const args = ["init", "--url", await startChatServer(), "--send", SEND, "--quiet", "200ms"];
  const { stdout } = await quintet(args, folder);
  expect(stdout).toContain("wrote quintet.test.ts");
  expect(stdout).not.toContain("npm install");
});

test("a job for CI tells that no server listens where the config has it, and how to get one there", async () => {
  const { folder, stdout } = await initialised(await startChatServer(), "--ci", "github");
  const job = await readFile(join(folder, ".github/workflows/quintet.yml"), "utf8");
  expect(job).toMatch(/# Nobody listens at 127\.0\.0\.1:\d+ on the machine of this job/);
  expect(stdout).toMatch(/On a CI machine nobody listens at 127\.0\.0\.1:\d+: the job says/);
});

test.for([
  ["no JSON", ["--login", "{op: auth}"], "--login is no JSON object."],
  ["two places of the token", ["--auth", "query:t"], "--login with {token} and --auth exclude"],
  [
    "a secret of its own",
    ["--login", '{"op":"auth","token":"s3cret-s3cret-s3cret"}'],
    "--login holds a secret itself",
  ],
  ["an address of HTTP", ["--url", "http://127.0.0.1:9/"], "--login is for a WebSocket"],
] as const)("a login with %s is bad usage", async ([, args, message]) => {
  const folder = await emptyFolder();
  const login = ["--url", "ws://127.0.0.1:9/", "--login", '{"op":"auth","token":"{token}"}'];
  const { code, stderr } = await quintet(["init", ...login, ...args], folder);
  expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  expect(stderr).not.toContain("s3cret");
});

test("a server that does not answer this message is told from one that is not there", async () => {
  const url = await startChatServer();
  const folder = await emptyFolder();
  const mute = ["init", "--url", url, "--quiet", "200ms", "--patience", "300ms"];
  const { code, stdout, stderr } = await quintet(mute, folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining("--send")]);
  // What did come is told, so that its author sees how the server takes it.
  expect(stdout).toMatch(/unknown: .*\n +\{"ev":"hello"/);
  const nobody = await quintet(["init", "--url", "ws://127.0.0.1:9/", "--send", SEND], folder);
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("ECONNREFUSED")]);
  expect(await readdir(folder)).toEqual([]);
});
