import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type {
  Dialect,
  Identity,
  Message,
  Outgoing,
  RunIntent,
} from "../harness/dialects/dialect.ts";
import { emptyFolder, quintet } from "./cli.ts";

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = ["json", "netra", "socket.io", "ag-ui", "own"];

const BASE = "wss://api.example.com/ws";
const AMY: Identity = { user: { id: "amy", name: "Amy" }, token: "t0k.en" };
const INTENT: RunIntent = {
  user: AMY.user,
  run: { id: "r1", thread: "t1", canary: "" },
  prompt: "hello",
};

/** What the pages import, by the files of this repository. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  quintet: ["harness/index.ts", "harness/dialects/netra.ts", "harness/dialects/socket-io.ts"],
  "quintet/conformance": ["harness/conformance/index.ts"],
};

/** How snippets begin below which no lines stand: bytes that are no text, and promises, which only a judge reads. */
const UNPLAYED = [
  'const dialect = json({ binary: "utf8" });',
  "const dialect = json({\n  provides: {",
];

interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, "docs/dialects", `${page}.md`), "utf8");
  return Array.from(text.matchAll(/^```(\w+)\n(.*?)^```$/gms), (match) => ({
    page,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1] ?? "",
    text: match[2] ?? "",
  }));
}

const BLOCKS = PAGES.flatMap(blocksOf);

/** A snippet in a folder of its own, where the package is what stands in this repository. */
async function place(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await emptyFolder();
  for (const [name, paths] of Object.entries(DOORS)) {
    const exports = paths.map((path) => `export * from ${JSON.stringify(urlOf(path))};\n`);
    await writeFile(join(folder, doorOf(name)), exports.join(""));
  }
  for (const [name, text] of Object.entries(files)) {
    const placed = text.replace(
      /from "(quintet[^"]*)"/g,
      (_all, door: string) => `from "./${doorOf(door)}"`,
    );
    await writeFile(join(folder, name), placed);
  }
  return folder;
}

function doorOf(name: string): string {
  return `${name.replace("/", "-")}.ts`;
}

function urlOf(path: string): string {
  return pathToFileURL(join(ROOT, path)).href;
}

async function dialectOf({ text }: Block): Promise<Dialect> {
  const imports = 'import { agUiDialect, json, netra, socketIo } from "quintet";\n';
  const folder = await place({ "snippet.ts": `${imports}${text}export { dialect };\n` });
  const module = (await import(pathToFileURL(join(folder, "snippet.ts")).href)) as {
    readonly dialect: Dialect;
  };
  return module.dialect;
}

/** What a dialect does, in the lines of a page, in the order of `lines`. */
function played(dialect: Dialect, lines: readonly string[]): readonly string[] {
  const { url, headers, protocols, login, http } = dialect.connect(AMY, BASE);
  const sent: Record<string, Outgoing[]> = {
    login: [...login],
    start: lines.some((line) => line.startsWith("start")) ? [...dialect.start(INTENT)] : [],
    cancel: lines.some((line) => line.startsWith("cancel")) ? [...dialect.cancel(INTENT)] : [],
  };
  let action: "start" | "cancel" = "start";
  let messages: string[] = [];
  const said = lines.flatMap((line) => {
    const [, what, text = ""] = /^(←|=|GET|\w+ →|[\w-]+:) ?(.*)$/.exec(line) ?? [];
    if (what === "←") {
      const unread = messages;
      messages = received(dialect, text, action);
      return [...unread, line];
    }
    if (what === "=") return messages.splice(0, 1);
    if (what === "GET") return `GET ${url}`;
    if (what === "protocols:") return `protocols: ${protocols.join(", ")}`;
    if (what === "http:") return `http: ${http?.base}`;
    if (what?.endsWith(":") === true) {
      const name = what.slice(0, -1);
      return `${what} ${headers[name] ?? http?.headers[name]}`;
    }
    const half = what?.replace(" →", "") ?? "";
    if (half === "start" || half === "cancel") action = half;
    return `${half} → ${shown(sent[half]?.shift())}`;
  });
  const unsent = Object.entries(sent).flatMap(([half, rest]) =>
    lines.some((line) => line.startsWith(half))
      ? rest.map((each) => `${half} → ${shown(each)}`)
      : [],
  );
  return [...said, ...messages, ...unsent];
}

function shown(message: Outgoing | undefined): string {
  if (message === undefined || typeof message === "string") return message ?? "nothing";
  return `${message.method} ${message.url} ${message.body}`.trim();
}

function received(dialect: Dialect, text: string, action: "start" | "cancel"): string[] {
  const answer = /^HTTP (\d+) ?(.*)$/.exec(text);
  const messages = answer
    ? dialect.receive(answer[2] ?? "", { run: "r1", action, status: Number(answer[1]) })
    : dialect.receive(text.replaceAll("⏎", "\n"));
  return messages.map(told);
}

/** `= event agent_started {…}`, without what was not said. */
function told(message: Message): string {
  const event = message.kind === "event" ? { ...message.event, alias: message.alias } : {};
  const entries = Object.entries({ ...message, ...event }).filter(
    ([key, value]) => !["kind", "event", "type"].includes(key) && isSaid(value),
  );
  const words = [message.kind, ...(message.kind === "event" ? [message.event.type] : [])];
  const fields = entries.length > 0 ? [JSON.stringify(Object.fromEntries(entries))] : [];
  return `= ${[...words, ...fields].join(" ")}`;
}

function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined && JSON.stringify(value) !== "{}";
}

describe.for(["json", "netra", "socket.io", "ag-ui"])("the page on %s", (page) => {
  const blocks = BLOCKS.filter((block) => block.page === page);
  const snippets = blocks.flatMap((block, at) =>
    block.language === "ts" && block.text.startsWith("const dialect =")
      ? [{ block, line: block.line, after: blocks[at + 1] }]
      : [],
  );
  const configs = blocks.filter(({ text }) => text.includes("defineConfig({"));

  test.for(snippets)("line $line does what stands below it", async ({ block, after }) => {
    const dialect = await dialectOf(block);
    expect(dialect.description.name).toBe(page);
    if (UNPLAYED.some((start) => block.text.startsWith(start))) return;
    expect(after).toMatchObject({ page, language: "text" });
    const lines = (after?.text ?? "").trimEnd().split("\n");
    expect(played(dialect, lines)).toEqual(lines);
  });

  test.for(configs)("line $line is a config that is taken", async ({ text }) => {
    const folder = await place({ "quintet.config.ts": text });
    const { code, stdout, stderr } = await quintet(["run", "--print-config"], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`"name": ${JSON.stringify(page)}`);
  });
});

test("the page on a dialect of one's own is a dialect and a test that node runs", async () => {
  const files = BLOCKS.filter(({ page }) => page === "own").map(({ text }) => {
    return [/^\/\/ (\S+)\n/.exec(text)?.[1] ?? "", text] as const;
  });
  expect(files.map(([name]) => name)).toEqual(["line-dialect.ts", "line-dialect.test.ts"]);
  const folder = await place(Object.fromEntries(files));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--test", "--test-reporter=tap", "line-dialect.test.ts"],
    { cwd: folder, timeout: 60_000, env: { PATH: process.env["PATH"] } },
  );
  expect(stdout).toContain("# pass 1\n");
  expect(stdout).toContain("# fail 0\n");
});

test("every block of the pages was run", () => {
  const kinds = BLOCKS.map(({ page, language, text }) => {
    if (language === "text" || text.startsWith("const dialect =")) return "example";
    return text.includes("defineConfig({") ? "config" : page;
  });
  expect(kinds.filter((kind) => kind === "example").length).toBeGreaterThan(30);
  const others = kinds.filter((kind) => kind !== "example");
  expect(others).toEqual(["config", "config", "config", "config", "config", "own", "own"]);
});
