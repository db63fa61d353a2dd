import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { shell, shims } from "./shell.ts";
import { startForeignServer } from "./foreign-server.ts";
import { runOwnSuite } from "./own-suite.ts";

/** Whatever the docs show is run: a snippet that does not work is a failing test. */

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = [
  "README.md",
  ...["contracts", "gate", "suites", "verdict"].map((p) => `docs/${p}.md`),
];

/** The address of the examples, where nothing listens. */
const EXAMPLE = "ws://127.0.0.1:8080/ws";

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
    const args = ["run", "--url", EXAMPLE, "--print-config"];
    expect((await quintet(args, folder)).stderr).toBe("");
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
  /** Each with the exit code that it ends with on a right server. */
  const lines = of("sh", "npx quintet").flatMap(({ name, text }) =>
    text
      .split("\n")
      .filter((line) => line.startsWith("npx quintet"))
      .map((line) => ({ name, line: line.replace(/\s+#.*$/, "") })),
  );

  test.for(lines)("$name: $line", async ({ line }) => {
    const folder = await emptyFolder();
    const url = await startServer();
    const claims = { isolation: "claimed", completeness: "claimed" };
    const config = { target: { url }, claims, patience: "2s" };
    const bin = await shims(folder);
    if (!line.includes(" init")) {
      await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
      if (/ (check|prove) /.test(line)) await quintet(["run", "--connect-rate", "100"], folder);
    }
    // What only a real deployment has is left out: its health and version addresses.
    const runnable = line
      .replaceAll(/wss?:\/\/[\w.:/-]+/g, url)
      .replace(/--wait \S+ --expect-version \S+/, "");
    const { code, stderr } = await shell(runnable, folder, { bin });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("quintet:")]);
  });
});

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
