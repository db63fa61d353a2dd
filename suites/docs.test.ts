import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { SEND, startChatServer } from "./chat-server.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { shell, shims } from "./shell.ts";
import { startForeignServer } from "./foreign-server.ts";
import { startNewcomer } from "./newcomer.ts";
import { runOwnSuite } from "./own-suite.ts";

/** Whatever the docs show is run: a snippet that does not work is a failing test. */

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = [
  "README.md",
  ...["contracts", "first-run", "gate", "suites", "verdict"].map((p) => `docs/${p}.md`),
];

/** The address of the examples, where nothing listens. */
const EXAMPLE = "ws://127.0.0.1:8080/ws";
const COMMIT = "0a1b2c3";

interface Block {
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

const BLOCKS = PAGES.flatMap((page): readonly Block[] => {
  const text = readFileSync(join(ROOT, page), "utf8");
  return Array.from(text.matchAll(/^```(\w+)\n(.*?)^```$/gms), (match) => ({
    name: `${page}:${text.slice(0, match.index).split("\n").length}`,
    language: match[1] ?? "",
    text: match[2] ?? "",
  }));
});

const of = (language: string, holds: string): readonly Block[] =>
  BLOCKS.filter((block) => block.language === language && block.text.includes(holds));

async function startServer(): Promise<string> {
  const server = await startForeignServer({ optional: true });
  onTestFinished(() => server.close());
  return server.url;
}

test("there is something to run", () => {
  const languages = Map.groupBy(BLOCKS, ({ language }) => language);
  expect([...languages.keys()].toSorted()).toEqual(["json", "python", "sh", "text", "ts"]);
});

describe("configs", () => {
  test.for(of("ts", "defineConfig("))("$name is one that Quintet takes", async ({ text }) => {
    const folder = await emptyFolder();
    await writeFile(join(folder, "quintet.config.ts"), text);
    const { code, stdout, stderr } = await quintet(["run", "--print-config"], folder);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toHaveProperty("target.url");
  });

  test.for(of("json", "{"))("$name is one that Quintet takes", async ({ text }) => {
    const folder = await emptyFolder();
    const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const config = text.replace(/\d{4}-\d{2}-\d{2}/, day);
    await writeFile(join(folder, "quintet.config.json"), config);
    const url = text.includes('"target"') ? [] : ["--url", EXAMPLE];
    const { code, stderr } = await quintet(["run", ...url, "--print-config"], folder);
    expect([code, stderr]).toEqual([0, ""]);
  });
});

describe("functions and suites", () => {
  test.for(of("ts", "await run("))("$name runs against a right server", async ({ text }) => {
    const folder = await emptyFolder();
    const index = JSON.stringify(join(ROOT, "harness/index.ts"));
    const script = text.replace('"quintet"', index).replaceAll(EXAMPLE, await startServer());
    await writeFile(join(folder, "script.ts"), script);
    const ended = promisify(execFile)(process.execPath, ["script.ts"], {
      cwd: folder,
      timeout: 60_000,
    });
    await expect(ended).resolves.toMatchObject({ stderr: "" });
  });

  test.for(of("ts", "quintet/vitest"))("$name is a suite that passes", async ({ text }) => {
    const config = { target: { url: await startServer() }, crowd: { connectRate: 100 } };
    const { stdout } = await runOwnSuite(text, config);
    expect(stdout).toMatch(/Tests\s+\d passed/);
  });
});

describe("commands", () => {
  const blocks = of("sh", "npx quintet").flatMap(({ name, text }) =>
    text.split("\n").map((line) => ({ name, line: line.replace(/\s+#.*$/, "") })),
  );
  // Those in the text, too: whoever reads one tries it.
  const inline = PAGES.flatMap((page) =>
    Array.from(
      readFileSync(join(ROOT, page), "utf8").matchAll(/`(npx quintet \w+ [^`]+)`/g),
      ([, line = ""]) => ({ name: page, line }),
    ),
  );
  const lines = [...blocks, ...inline].filter(({ line }) => line.startsWith("npx quintet"));

  test("stand in blocks and in the text", () => {
    expect([blocks.length, inline.length].map((count) => count > 2)).toEqual([true, true]);
  });

  test.for(lines)("$name: $line", async ({ line }) => {
    const folder = await emptyFolder();
    const url = line.includes("--send") ? await startNewcomer() : await startServer();
    const bin = await shims(folder);
    if (!line.includes(" init")) {
      const config = configOf(url, await startOps());
      await writeFile(join(folder, "quintet.config.ts"), `export default ${config};`);
      if (/ (check|prove) /.test(line)) await quintet(["run", "--connect-rate", "100"], folder);
    }
    const runnable = line.replaceAll(/wss?:\/\/[\w.:/-]+/g, url);
    const { code, stderr } = await shell(runnable, folder, { bin, env: { GIT_SHA: COMMIT } });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("quintet:")]);
  });

  test("those of npm are scripts that there are", async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
      scripts: Readonly<Record<string, string>>;
    };
    const pages = [...PAGES, "CONTRIBUTING.md", "docs/mutation-testing.md", "docs/detection.md"];
    const named = pages.flatMap((page) =>
      Array.from(
        readFileSync(join(ROOT, page), "utf8").matchAll(/npm (?:run (?:--silent )?)?(\S+)/g),
        ([all, name = ""]) => (all.startsWith("npm run") ? name.replace(/\W+$/, "") : null),
      ),
    );
    const wanted = named.filter((name) => name !== null);
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe("what the docs show of the screen is what it shows", () => {
  test("npm start", async () => {
    const { stdout } = await quintet(["demo"], await emptyFolder());
    expect(notShown(shown("README.md", "PASS"), stdout)).toEqual([]);
  });

  test("init", async () => {
    const send = /--send '(.*?)'/.exec(readFileSync(join(ROOT, "docs/first-run.md"), "utf8"))?.[1];
    const url = await startNewcomer();
    const { stdout } = await quintet(
      ["init", "--url", url, "--send", send ?? ""],
      await emptyFolder(),
    );
    expect(notShown(shown("docs/first-run.md", "Quintet starts"), stdout)).toEqual([]);
  });

  test("a leak", async () => {
    const folder = await emptyFolder();
    const url = await startChatServer();
    await quintet(["init", "--url", url, "--send", SEND, "--quiet", "200ms"], folder);
    const leaking = await startChatServer({ leak: true });
    // One round by two users: the third run's end goes to the other.
    const crowd = ["--users", "3", "--sentinels", "0", "--runs", "1", "--patience", "2s"];
    const { stdout } = await quintet(["run", "--url", leaking, ...crowd], folder);
    expect(notShown(shown("docs/verdict.md", "FAIL"), stdout)).toEqual([]);
  });
});

/** The block of a page that begins with a word. */
function shown(page: string, word: string): string {
  const block = BLOCKS.find(({ name, language, text }) => {
    return name.startsWith(`${page}:`) && language === "text" && text.startsWith(word);
  });
  if (block === undefined) throw new Error(`no block of ${page} begins with ${word}`);
  return block.text;
}

/** The lines that a block shows and a screen does not, whatever the figures, the names and the ids are. */
function notShown(block: string, screen: string): readonly string[] {
  const there = new Set(screen.split("\n").map(shape));
  return block.split("\n").filter((line) => !/^\s*…?$/.test(line) && !there.has(shape(line)));
}

function shape(line: string): string {
  return line
    .replaceAll(/\b[a-z]+-\d{4}\b/g, "<user>")
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f-]+)?/g, "<id>")
    .replaceAll(/\d[\d.,]*( ms| s)?/g, "#")
    .replaceAll(/ +/g, " ")
    .trim();
}

/** The text of a config with all that a command of the docs needs. */
function configOf(url: string, ops: string): string {
  return JSON.stringify({
    target: { url, health: `${ops}/health` },
    version: { url: `${ops}/version`, field: "commit", expect: COMMIT },
    claims: { isolation: "claimed", completeness: "claimed" },
    patience: "2s",
  });
}

/** What a real deployment tells of itself. */
async function startOps(): Promise<string> {
  const ops = createServer((request, response) =>
    response.end(request.url === "/version" ? JSON.stringify({ commit: COMMIT }) : "ok"),
  );
  ops.listen(0, "127.0.0.1");
  await once(ops, "listening");
  onTestFinished(() => void ops.close());
  return `http://127.0.0.1:${(ops.address() as AddressInfo).port}`;
}

test.for(of("python", "quintet"))("$name works in Python", async ({ text }) => {
  const folder = await emptyFolder();
  const url = await startServer();
  const calls = "\ntest_every_user_gets_exactly_its_own_events()\n";
  await writeFile(join(folder, "test_agents.py"), text.replaceAll(EXAMPLE, url) + calls);
  const bin = await shims(folder);
  const ended = await shell("QUINTET_CONNECT_RATE=100 python3 test_agents.py", folder, { bin });
  expect(ended).toEqual({ code: 0, stderr: "" });
});

test("the exit codes of the docs are those of the program", async () => {
  const { stdout } = await quintet(["--help"], await emptyFolder());
  const page = readFileSync(join(ROOT, "docs/verdict.md"), "utf8");
  for (const code of ["0", "1", "2", "3", "64", "70", "130"]) {
    expect(stdout).toMatch(new RegExp(`\\b${code}\\b`));
    expect(page).toMatch(new RegExp(`^\\| ${code}\\b`, "m"));
  }
});

test("what the docs show of a verdict is what a verdict holds", async () => {
  const folder = await emptyFolder();
  const { stdout } = await quintet(["demo", "--json", "--linger", "100ms"], folder);
  const verdict = JSON.parse(stdout) as Verdict;
  expect(verdict.power?.of).toBeGreaterThan(0);
});
