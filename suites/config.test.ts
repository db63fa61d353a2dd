import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emptyFolder, quintet } from "./cli.ts";

/** A folder with these files, and nothing else: no package.json, no node_modules. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await emptyFolder();
  await mkdir(join(folder, "lib"));
  const written = Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text));
  await Promise.all(written);
  return folder;
}

interface Printed {
  readonly target: { readonly url: string };
  readonly crowd: Readonly<Record<string, unknown>>;
  readonly contract: { readonly name: string };
  readonly seed: string;
  readonly accounts: unknown;
}

async function printed(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Printed> {
  const { stdout } = await quintet(["run", ...args, "--print-config"], folder, env);
  return JSON.parse(stdout) as Printed;
}

const TYPED = `
import { agentRun, type Config, defineConfig, json } from "quintet";
import { url } from "./lib/url.ts";
const crowd: Config["crowd"] = { users: 2, runsPerUser: 3 };
export default defineConfig({ target: { url }, dialect: json({ auth: "none" }), contract: agentRun(), crowd });
`;

test("a typed config imports quintet by name in a folder that has no package.json", async () => {
  const folder = await folderOf({
    "quintet.config.ts": TYPED,
    "lib/url.ts": 'export const url: string = "ws://127.0.0.1:9/ws";',
  });
  expect(await printed(folder)).toMatchObject({
    target: { url: "ws://127.0.0.1:9/ws" },
    contract: { name: "agent-run" },
    crowd: { users: 2, runsPerUser: 3 },
  });
});

test("flags win over the environment, that over the file, and that over the defaults", async () => {
  const crowd = { users: 2, runsPerUser: 3, tabs: 4 };
  const config = { target: { url: "ws://127.0.0.1:9/ws" }, crowd };
  const folder = await folderOf({ "quintet.config.json": JSON.stringify(config) });
  const environment = { QUINTET_USERS: "20", QUINTET_RUNS_PER_USER: "30" };
  expect((await printed(folder, ["--users", "200"], environment)).crowd).toMatchObject({
    users: 200,
    runsPerUser: 30,
    tabs: 4,
    sentinels: 2,
  });
});

test("accounts come from the flag, else from the variable, else from the file", async () => {
  const config = { target: { url: "ws://127.0.0.1:9/ws" }, accounts: { file: "config.ndjson" } };
  const folder = await folderOf({ "quintet.config.json": JSON.stringify(config) });
  const environment = { QUINTET_ACCOUNTS: '{"id":"amy","token":"t"}' };
  const flag = ["--accounts", "flag.ndjson"];
  expect((await printed(folder, flag, environment)).accounts).toEqual({ file: "flag.ndjson" });
  expect((await printed(folder, [], environment)).accounts).toEqual({ env: "QUINTET_ACCOUNTS" });
  expect((await printed(folder)).accounts).toEqual({ file: "config.ndjson" });
});

test("a value of the environment that makes no sense is named with its variable", async () => {
  const { code, stderr } = await quintet(["demo"], await emptyFolder(), { QUINTET_USERS: "many" });
  expect(code).toBe(64);
  expect(stderr).toContain("QUINTET_USERS=many: expected a whole number from 1 to 10,000,000.");
});

test("every problem of a config is named at once, with what is allowed", async () => {
  const folder = await folderOf({
    "quintet.config.json": JSON.stringify({
      crowd: { usres: 3, users: 0 },
      claims: { order: "yes" },
    }),
  });
  const { code, stderr } = await quintet(["run"], folder);
  expect(code).toBe(64);
  expect(stderr).toContain("crowd.usres: there is no such key; did you mean users?");
  expect(stderr).toContain("crowd.users: expected >=1, and got 0");
  expect(stderr).toMatch(/claims\.order: expected .*claimed.*watched.*off/);
});
