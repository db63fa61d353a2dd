import { lstat, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { emptyFolder } from "./cli.ts";
import { SEND, startChatServer } from "./chat-server.ts";
import { startForeignServer } from "./foreign-server.ts";
import { runOwnSuite } from "./own-suite.ts";

/** Eight connections, one a second: longer than vitest gives a test. */
const SLOWLY = { users: 7, sentinels: 1, runsPerUser: 1, connectRate: 1 };

const SUITE = `
import { expect, test } from "quintet/vitest";

test("everybody gets everything", async ({ crowd }) => {
  expect(await crowd()).toPass();
});
`;

async function lossy(): Promise<object> {
  const server = await startForeignServer({ optional: true, bug: "lose" });
  onTestFinished(() => server.close());
  return { target: { url: server.url }, crowd: SLOWLY };
}

test("a failure shows who missed what, however long the crowd took", async () => {
  const { code, stdout, stderr } = await runOwnSuite(SUITE, await lossy());
  expect([code, stdout]).toEqual([1, expect.stringMatching(/Tests\s+1 failed/)]);
  expect(stderr).toContain("1. completeness/tail");
  expect(stderr).toMatch(/\S+ never received tool_completed of run 1/);
  expect(stderr).toMatch(/op \d+ .* ◀ tool_executing/);
  expect(stderr).not.toContain("timed out");
});

test("a limit of the user's own stands", async () => {
  const { code, stderr } = await runOwnSuite(SUITE, await lossy(), ["--testTimeout", "2000"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("Test timed out in 2000ms")]);
});

test("the reporter follows no link, and nobody else may read what it writes", async () => {
  const out = await emptyFolder();
  const mine = join(out, "mine.txt");
  await writeFile(mine, "mine");
  await mkdir(join(out, "suites"));
  await symlink(mine, join(out, "suites/verdicts.json"));
  await writeFile(join(out, "suites/summary.md"), "earlier", { mode: 0o644 });
  const suite = 'import { test } from "vitest"; test("of nothing", () => {});';
  expect((await runOwnSuite(suite, { out }, ["--reporter", REPORTER])).code).toBe(2);
  expect(await readFile(mine, "utf8")).toBe("mine");
  const written = ["verdicts.json", "summary.md"].map(async (name) => {
    const status = await lstat(join(out, "suites", name));
    return [status.isFile(), status.mode & 0o777];
  });
  expect(await Promise.all(written)).toEqual([
    [true, 0o600],
    [true, 0o600],
  ]);
});

const TWO = `
import { expect, test } from "quintet/vitest";

test("one", async ({ crowd }) => expect(await crowd()).toPass());
test("two", async ({ crowd }) => expect(await crowd()).toPass());
`;

const REPORTER = resolve(import.meta.dirname, "../reports/vitest-reporter.ts");

/** Two tests after each other, and something that happens once the first has passed. */
async function afterTheFirst(what: string, out: string) {
  const server = await startForeignServer({ optional: true });
  onTestFinished(() => server.close());
  const other = join(await emptyFolder(), "other-reporter.mjs");
  await writeFile(
    other,
    `export default class {
      onInit(vitest) { this.vitest = vitest; }
      onTestCaseResult(test) { if (test.name === "one") { ${what} } }
    }`,
  );
  const config = { target: { url: server.url }, crowd: { connectRate: 100 }, out };
  return await runOwnSuite(TWO, config, ["--reporter", REPORTER, "--reporter", other]);
}

test.for([
  ["goes on", "", 0, "PASS  2 crowds judged"],
  [
    "is interrupted",
    'void this.vitest.cancelCurrentRun("keyboard-input");',
    2,
    /UNKNOWN  .*: the tests were interrupted/,
  ],
] as const)("the reporter on a test run that %s", async ([, what, code, words]) => {
  const out = await emptyFolder();
  const ended = await afterTheFirst(what, out);
  expect([ended.code, ended.stdout]).toEqual([code, expect.stringMatching(words)]);
  const written = JSON.parse(await readFile(join(out, "suites/verdicts.json"), "utf8")) as unknown;
  expect(written).toMatchObject({ outcome: code === 0 ? "pass" : "unknown", exit: code });
});

test("no pass of an earlier test run stands where this one ended in the midst", async () => {
  const out = await emptyFolder();
  await mkdir(join(out, "suites"));
  await writeFile(join(out, "suites/verdicts.json"), '{"outcome":"pass"}');
  expect((await afterTheFirst("process.exit(130);", out)).code).toBe(130);
  await expect(lstat(join(out, "suites/verdicts.json"))).rejects.toThrow("ENOENT");
});

test("a server that ends at its start is started once, and its words and what to do are told", async () => {
  const script = 'console.log("::error::no database"); process.exit(3)';
  const command = [process.execPath, "-e", script];
  const { code, stdout, stderr } = await runOwnSuite(
    TWO,
    { target: { command, url: "ws://127.0.0.1:{port}/" } },
    [],
    { GITHUB_ACTIONS: "true" },
  );
  expect([code, stdout]).toEqual([1, expect.stringMatching(/Tests\s+2 failed/)]);
  expect(stdout.match(/real services: /g)).toHaveLength(1);
  expect(stderr).toContain("ended with exit code 3 before it was ready");
  expect(stderr).toContain("  : :error::no database");
  expect(stderr).toContain("to do: The target's process ended by itself");
});

test.for([
  [
    "target",
    { taget: { url: "ws://127.0.0.1:9/" } },
    "taget: there is no such key; did you mean target?",
  ],
  ["everything", {}, "No target is named."],
  ["command", { target: { comand: "x", url: "ws://h/" } }, "target.comand: there is no such key"],
] as const)(
  "with %s misspelt or missing nothing is started in its place",
  async ([, config, why]) => {
    const { code, stdout, stderr } = await runOwnSuite(TWO, config);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/Tests\s+2 failed/)]);
    expect(stderr).toContain(why);
    expect(stdout).not.toMatch(/real services: (process|container)/);
  },
);

test("toPass() without await says so, also behind not", async () => {
  const server = await startForeignServer({ optional: true });
  onTestFinished(() => server.close());
  const suite = `
import { expect, test } from "quintet/vitest";

test("one", async ({ crowd }) => expect(crowd({ users: 1 })).toPass());
test("two", async ({ crowd }) => expect(crowd({ users: 1 })).not.toPass());
`;
  const { code, stdout, stderr } = await runOwnSuite(suite, { target: { url: server.url } });
  expect([code, stdout]).toEqual([1, expect.stringMatching(/Tests\s+2 failed/)]);
  expect(stderr).toContain("toPass() takes what a crowd answered: expect(await crowd()).toPass().");
});

test("QUINTET_URL takes the place of the config's target, and of nothing else in it", async () => {
  const url = await startChatServer();
  const config = {
    target: { url: "ws://127.0.0.1:9/" },
    dialect: {
      json: {
        start: JSON.parse(SEND) as object,
        receive: {
          type: "ev",
          run: "ref",
          data: "body",
          types: {
            agent_started: "begin",
            agent_thinking: "token",
            agent_completed: "finish",
          },
        },
      },
    },
    contract: {
      agentRun: {
        echo: "expected",
        fields: { agent_started: {}, agent_thinking: {}, agent_completed: { answer: "text" } },
      },
    },
    crowd: { users: 3, sentinels: 1, connectRate: 100 },
    patience: "2s",
    linger: "200ms",
  };
  const { code, stdout } = await runOwnSuite(SUITE, config, [], { QUINTET_URL: url });
  expect([code, stdout]).toEqual([0, expect.stringContaining("url (QUINTET_URL names it)")]);
});
