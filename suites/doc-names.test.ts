import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { defineContract } from "../harness/contract/define-contract.ts";
import { one } from "../harness/contract/grammar.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** What the docs name is there: pages, headings, options of the program, defaults. */

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = ["*.md", "docs/**/*.md"].flatMap((pattern) => globSync(pattern, { cwd: ROOT }));

/** Options of other programs, which stand by themselves in the text. */
const OTHERS = ["--max-old-space-size", "--restart-condition"];

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The name by which a forge links to a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function isThere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return false;
  if (anchor === undefined) return true;
  const headings = textOf(file).matchAll(/^#+ (.*)$/gm);
  return [...headings].some(([, heading = ""]) => anchorOf(heading) === anchor);
}

test("every link leads somewhere", () => {
  const links = PAGES.flatMap((page) =>
    Array.from(textOf(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => ({ page, link })),
  ).filter(({ link }) => !link.includes("://"));
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter(({ page, link }) => !isThere(page, link))).toEqual([]);
});

test("a page, or a heading, that is not there is found out", () => {
  const links = [
    "docs/gate.md",
    "docs/gone.md",
    "docs/dialects/json.md#envelopes",
    "#two-commands",
  ];
  const lost = ["docs/dialects/json.md#envelope", "#gone"];
  const found = [...links, ...lost].filter((link) => isThere("README.md", link));
  expect(found).toEqual(links.filter((link) => link !== "docs/gone.md"));
});

/** Source files that a page names, such as `run/nursery.ts`: of what lies in `harness/` this is left out. */
function sourcesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/`([\w-]+(?:\/[\w.-]+)+\.ts)`/g), ([, path = ""]) => path);
}

test("every source file that is named is there", () => {
  const named = PAGES.flatMap((page) => sourcesIn(textOf(page)).map((path) => ({ page, path })));
  expect(named.length).toBeGreaterThan(15);
  const lost = named.filter(({ path }) => {
    return !["", "harness"].some((folder) => existsSync(join(ROOT, folder, path)));
  });
  expect(lost).toEqual([]);
});

test("the map of ARCHITECTURE names every room", () => {
  const rows = Array.from(
    textOf("ARCHITECTURE.md").matchAll(/^\| (`[^|]*\/`) \|/gm),
    ([, row]) => row,
  );
  const named: readonly string[] = rows.join().match(/[\w./-]+(?=\/`)/g) ?? [];
  const rooms = ["{fixtures,harness}/*/*", "{suites,reports,bench,scripts,ci}/*"]
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .map((path) => dirname(path));
  const short = [...new Set(rooms)].map((room) => room.replace(/^harness\/(?!testing$)/, ""));
  expect(short.length).toBeGreaterThan(20);
  expect(short.filter((room) => !named.includes(room))).toEqual([]);
});

test("every option of quintet is one that it has", async () => {
  const folder = await emptyFolder();
  const help = async (command: readonly string[]): Promise<string> =>
    (await quintet([...command, "--help"], folder)).stdout;
  const commands = Array.from((await help([])).matchAll(/^ {2}(\w+) \[options\]/gm), ([, name]) =>
    name === undefined ? [] : [name],
  );
  expect(commands.length).toBeGreaterThan(8);
  const screens = (await Promise.all(commands.map(help))).join("\n");
  const known = new Set(Array.from(screens.matchAll(/^ +(--[\w-]+)/gm), ([, option]) => option));
  const named = PAGES.flatMap((page) =>
    // Such as `--users 25`, and whole commands; those of npm, docker and vitest are none of ours.
    Array.from(textOf(page).matchAll(/`(--[^`\n]+)`|quintet \w+ ([^`\n]*)/g)).flatMap(
      ([, option, rest]) =>
        Array.from(` ${option ?? rest ?? ""}`.matchAll(/ (--[a-z][\w-]*)/g), ([, name = ""]) => ({
          page,
          name,
        })),
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  const strangers = named.filter(({ name }) => !known.has(name) && !OTHERS.includes(name));
  expect(strangers).toEqual([]);
});

test("the terms of a contract have the defaults that the page tells", () => {
  const table = /^\| term \|.*\n.*\n((?:\|.*\n)+)/m.exec(textOf("docs/contracts.md"))?.[1] ?? "";
  const told = table
    .trim()
    .split("\n")
    .flatMap((row) => {
      const [, terms = "", , value = ""] = row.split("|").map((cell) => cell.trim());
      return Array.from(terms.matchAll(/`(\w+)`/g), ([, term = ""]) => [term, value] as const);
    });
  const contract = defineContract({
    name: "bare",
    grammar: one("done"),
    terminal: { success: ["done"] },
  });
  const real = Object.entries(contract).map(([term, value]) => [term, words(value)] as const);
  const { name, grammar, spans, terminal, schemaTypes, ...terms } = Object.fromEntries(real);
  expect([name, grammar, spans, terminal, schemaTypes]).not.toContain(undefined);
  expect(Object.fromEntries(told)).toEqual({
    ...terms,
    deadlines: "none: not judged",
    broadcasts: "none",
  });
});

/** A default in the words of the page. */
function words(value: unknown): string {
  if (value === null) return "not judged";
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? `\`${value}\`` : "nothing";
}
