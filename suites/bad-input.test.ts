import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { join, resolve } from "node:path";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

const FAST = [
  "--users",
  "3",
  "--sentinels",
  "1",
  "--runs",
  "1",
  "--patience",
  "500ms",
  "--linger",
  "100ms",
];

/** Listens on a free loopback port until the test is over. */
async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

async function closedPort(): Promise<string> {
  const server = createTcpServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `ws://127.0.0.1:${port}/ws`;
}

/** Every way to be wrong ends with one code, one message, and a verdict on stdout where it was asked for. */
async function refused(
  args: readonly string[],
  folder?: string,
): Promise<{ exit: number; code: string | undefined }> {
  const { code, stdout } = await quintet([...args, "--json"], folder ?? (await emptyFolder()));
  const verdict = JSON.parse(stdout) as Verdict;
  expect(verdict.outcome).toBe("unknown");
  expect(verdict.error?.hint).not.toBe("");
  return { exit: code, code: verdict.error?.code };
}

test("an unknown flag is bad usage", async () => {
  expect(await refused(["run", "--usres", "5"])).toEqual({ exit: 64, code: "bad-usage" });
});

test("an unknown flag is explained, with the flag that was meant", async () => {
  const { code, stdout, stderr } = await quintet(["demo", "--usres", "5"], await emptyFolder());
  expect(code).toBe(64);
  expect(stdout).toBe("");
  expect(stderr).toContain("unknown option '--usres'");
  expect(stderr).toContain("--users");
});

test("a number that is none is bad usage", async () => {
  expect(await refused(["demo", "--users", "many"])).toEqual({ exit: 64, code: "bad-usage" });
});

test.for([
  [["run", "--linger", "5"], "--linger 5: add a unit, such as 5s or 5ms."],
  [["run", "--accounts", ""], '--accounts "": must not be empty.'],
  [["prove", "--seed", ""], '--seed "": must not be empty.'],
  [["prove", "--only", ""], "--only names nothing."],
  [["run", "--seed", "--keep"], "--seed lacks its value: --keep is a flag."],
  [["init", "--url", "--force"], "--url lacks its value: --force is a flag."],
  [["help", "dmo"], "(Did you mean demo?)"],
  [["check", "nope"], "There is no nope.\n"],
  [["prove", "nope"], "There is no nope.\n"],
  [["run", "."], ". is a folder, and no config file."],
] as const)("%j says what may stand there", async ([args, sentence]) => {
  const { code, stdout, stderr } = await quintet(args, await emptyFolder());
  expect([code, stdout, stderr]).toEqual([64, "", expect.stringContaining(sentence)]);
});

test("no target: it says how to name one, and never falls back to the demo", async () => {
  expect(await refused(["run"])).toEqual({ exit: 64, code: "no-target" });
});

test("a config with wrong values names every one of them", async () => {
  const folder = await emptyFolder();
  const config = {
    target: { url: "ws://127.0.0.1:1/ws" },
    crowd: { users: 0, sentinel: 2 },
    linger: "soon",
  };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
  const { code, stderr, stdout } = await quintet(["run"], folder);
  expect(code).toBe(64);
  for (const name of ["crowd.users", "crowd.sentinel", "linger"])
    expect(stdout + stderr).toContain(name);
});

test("a config file that is missing", async () => {
  expect(await refused(["run", "nowhere.config.ts"])).toEqual({ exit: 64, code: "file-missing" });
});

test("an accounts file that is missing, and one that is too short", async () => {
  const folder = await emptyFolder();
  const url = await closedPort();
  await writeFile(join(folder, "accounts.ndjson"), '{"id":"one","token":"t"}\n');
  expect(await refused(["run", "--url", url, "--accounts", "none.ndjson"], folder)).toEqual({
    exit: 64,
    code: "file-missing",
  });
  expect(await refused(["run", "--url", url, "--accounts", "accounts.ndjson"], folder)).toEqual({
    exit: 64,
    code: "too-few-accounts",
  });
});

test.for(["not a url", "http://127.0.0.1:80/ws", "ws://"])(
  "a malformed address: %s",
  async (url) => {
    expect(await refused(["run", "--url", url])).toEqual({ exit: 64, code: "bad-url" });
  },
);

test("tokens are not minted for a host that is not ours", async () => {
  expect(await refused(["run", "--url", "wss://quintet.invalid/ws"])).toEqual({
    exit: 64,
    code: "no-accounts",
  });
});

test("a name that does not resolve", async () => {
  const folder = await emptyFolder();
  await writeFile(
    join(folder, "accounts.ndjson"),
    ["a", "b", "c", "d"].map((id) => JSON.stringify({ id, token: `token-of-${id}` })).join("\n"),
  );
  const args = [
    "run",
    "--url",
    "ws://quintet.invalid/ws",
    "--accounts",
    "accounts.ndjson",
    ...FAST,
  ];
  expect(await refused(args, folder)).toEqual({ exit: 2, code: "dns" });
});

test("a port where nothing listens", async () => {
  expect(await refused(["run", "--url", await closedPort(), ...FAST])).toEqual({
    exit: 2,
    code: "refused",
  });
});

test("TLS towards a server that speaks none", async () => {
  const url = await listen(createServer((_request, response) => response.end()));
  expect(await refused(["run", "--url", url.replace("ws:", "wss:"), ...FAST])).toEqual({
    exit: 2,
    code: "tls",
  });
});

test.for([
  [401, "all-refused"],
  [403, "all-refused"],
  [503, "unavailable"],
  [404, "not-websocket"],
] as const)("HTTP %i in place of an upgrade", async ([status, code]) => {
  const server = createServer((_request, response) => response.writeHead(status).end("no"));
  server.on("upgrade", (_request, socket) =>
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\n\r\nno`),
  );
  expect(await refused(["run", "--url", await listen(server), ...FAST])).toEqual({ exit: 2, code });
});

test("a server that accepts TCP and never answers", async () => {
  const sockets = createTcpServer((socket) => {
    socket.on("error", () => {});
    onTestFinished(() => {
      socket.destroy();
    });
  });
  expect(await refused(["run", "--url", await listen(sockets), ...FAST])).toEqual({
    exit: 2,
    code: "silent",
  });
});

test("an output folder that cannot be written to", async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, "taken"), "a file");
  for (const out of ["taken/report", "/proc/quintet/report"]) {
    expect(await refused(["demo", "--out", out], folder)).toEqual({
      exit: 64,
      code: "unwritable-output",
    });
  }
});

test("something to check that is not there, and something that is no history", async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, "history.ndjson"), "hello\n");
  expect(await refused(["check", "nowhere"], folder)).toEqual({ exit: 64, code: "file-missing" });
  expect(await refused(["check", "."], folder)).toEqual({ exit: 64, code: "not-a-history" });
});

test("a pipe is no history: it would be waited for, and can be read once only", async () => {
  const folder = await emptyFolder();
  execFileSync("mkfifo", [join(folder, "history.ndjson")]);
  for (const path of [".", "history.ndjson"]) {
    expect(await refused(["check", path], folder)).toEqual({ exit: 64, code: "not-a-history" });
  }
});

test("a pipe is no part of a shard, and no verdict, either", async () => {
  const folder = await emptyFolder();
  for (const name of ["part.json", "verdict.json"]) execFileSync("mkfifo", [join(folder, name)]);
  expect(await refused(["merge", "."], folder)).toEqual({ exit: 64, code: "file-missing" });
  const { code, stderr } = await quintet(["report", "."], folder);
  expect([code, stderr]).toEqual([
    64,
    expect.stringContaining("verdict.json cannot be read: it is no file"),
  ]);
});

test("accounts come from a pipe as well, which can be read once only", async () => {
  const lines = ["a", "b", "c", "d"].map((id) => `{"id":"${id}"}`).join("\\n");
  const script = `exec "$0" "$@" --accounts <(printf '${lines}')`;
  for (const args of [
    ["run", ...FAST],
    ["doctor", "--users", "2"],
  ]) {
    const { status, stdout } = spawnSync(
      "bash",
      ["-c", script, process.execPath, MAIN, ...args, "--url", await closedPort()],
      { cwd: await emptyFolder(), encoding: "utf8" },
    );
    expect([status, stdout]).toEqual([2, expect.stringContaining("ECONNREFUSED")]);
  }
});

test.for(["demo", "run", "gate", "check x", "merge x", "doctor", "clean", "prove x"])(
  "%s in a folder that is gone says so",
  async (command) => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"';
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["-c", script, process.execPath, MAIN, ...command.split(" ")],
      { cwd: await emptyFolder(), encoding: "utf8" },
    );
    expect([status, stdout]).toEqual([64, ""]);
    expect(stderr).toContain("quintet: The folder that this was started in is gone.\n  Go to one");
  },
);

test("a promise of a config that nobody awaits is told as an error", async () => {
  const folder = await emptyFolder();
  await writeFile(
    join(folder, "quintet.config.mjs"),
    "void Promise.reject(new Error(`401 for ${process.env.MY_API_TOKEN}`)); export default { target: { url: 'ws://127.0.0.1:9/ws' } };",
  );
  const env = { MY_API_TOKEN: "planted-1a2b3c" };
  const words = "Code of the config threw where nobody could catch it: Error: 401 for [secret]";
  const ran = await quintet(["run", "--json"], folder, env);
  expect([ran.code, (JSON.parse(ran.stdout) as Verdict).error?.message]).toEqual([64, words]);
  const checked = await quintet(
    ["prove", "nowhere", "--config", "quintet.config.mjs"],
    folder,
    env,
  );
  expect([checked.code, checked.stderr]).toEqual([64, expect.stringContaining(words)]);
});

const LEFT = { "verdict.json": '{"outcome":"pass"}', "junit.xml": "<earlier/>" };

/** A folder with such a config, and with the report of an earlier pass in `report`. */
async function afterAPass(config: string): Promise<string> {
  const folder = await emptyFolder();
  await mkdir(join(folder, "report"));
  for (const [name, text] of Object.entries(LEFT))
    await writeFile(join(folder, "report", name), text);
  await writeFile(join(folder, "quintet.config.json"), config);
  return folder;
}

const THERE = { target: { url: "ws://127.0.0.1:9/" }, out: "report" };

test.for<[string, readonly string[], string]>([
  ["a key that there is not", ["run"], JSON.stringify({ ...THERE, crwd: {} })],
  ["a config that cannot be read", ["run", "--out", "report"], "{"],
  ["no target", ["run"], '{"out":"report"}'],
  ["an unknown flag", ["run", "--usres", "5"], JSON.stringify(THERE)],
  [
    "flags that exclude each other",
    ["gate", "--runs", "1", "--duration", "1s"],
    JSON.stringify(THERE),
  ],
  ["a gate without claims", ["gate"], JSON.stringify(THERE)],
  ["nothing to merge", ["merge", "nowhere", "--out=report"], "{}"],
])("%s leaves no earlier pass to be read, and takes none away", async ([, args, config]) => {
  const folder = await afterAPass(config);
  const { code, stdout, stderr } = await quintet(args, folder);
  expect([code, stdout]).toEqual([64, ""]);
  expect(stderr).toContain("the report that stood in report is in report/earlier now");
  const verdict = JSON.parse(
    await readFile(join(folder, "report/verdict.json"), "utf8"),
  ) as Verdict;
  expect([verdict.outcome, verdict.error !== null]).toEqual(["unknown", true]);
  expect(await readFile(join(folder, "report/junit.xml"), "utf8")).toContain("<error");
  expect(await readFile(join(folder, "report/earlier/verdict.json"), "utf8")).toBe(
    LEFT["verdict.json"],
  );
});

test.for<[string, readonly string[], string]>([
  ["what is shown only", ["run", "--print-config"], '{"out":"report","crwd":{}}'],
  ["a new folder for each", ["run", "--keep"], JSON.stringify({ ...THERE, crwd: {} })],
  ["a shard", ["run", "--shard", "1/2"], JSON.stringify(THERE)],
  ["a folder that is read, too,", ["merge", "report", "nowhere", "--out", "report"], "{}"],
  ["a command that runs nothing", ["check", "nowhere"], JSON.stringify(THERE)],
])("with %s the report stays where it is", async ([, args, config]) => {
  const folder = await afterAPass(config);
  const { code, stderr } = await quintet(args, folder);
  expect([code, stderr]).toEqual([64, expect.not.stringContaining("earlier")]);
  expect((await readdir(join(folder, "report"))).toSorted()).toEqual(["junit.xml", "verdict.json"]);
});
