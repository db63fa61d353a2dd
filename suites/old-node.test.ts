import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { newerNode } from "../harness/cli/newer-node.ts";
import { emptyFolder, type Ended } from "./cli.ts";

/** Whoever has an old Node, and a newer one in the project, as `npm ci` brings it into a clone. */

const ROOT = resolve(import.meta.dirname, "..");
const MAIN = join(ROOT, "harness/cli/main.ts");

/** Makes a Node say that it is old: what it starts says what it is. */
async function pretending(folder: string): Promise<readonly string[]> {
  const file = join(folder, "old.cjs");
  await writeFile(file, 'Object.defineProperty(process.versions, "node", { value: "20.20.2" });');
  return ["--require", file];
}

async function ended(args: readonly string[], cwd: string): Promise<Ended> {
  return await new Promise((settle) => {
    const child = execFile(process.execPath, args, { cwd }, (_error, stdout, stderr) =>
      settle({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test("an old Node hands over to the newer one beside it, with arguments and exit code", async () => {
  const folder = await emptyFolder();
  const old = await pretending(folder);
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    version: string;
  };
  expect(await ended([...old, MAIN, "--version"], folder)).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: "",
  });
  const wrong = await ended([...old, MAIN, "run"], folder);
  expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining("No target is named")]);
});

test("a signal reaches what does the work, and its exit code comes back", async () => {
  const folder = await emptyFolder();
  const args = [...(await pretending(folder)), MAIN, "demo", "--linger", "60s"];
  const child = spawn(process.execPath, args, { cwd: folder });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  while (!said.includes("lingering")) await once(child.stderr, "data");
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(143);
});

test("where there is no newer one, it says what to install", async () => {
  const folder = await emptyFolder();
  const lone = join(folder, "quintet");
  await mkdir(lone);
  for (const name of ["main.ts", "newer-node.ts"])
    await cp(join(ROOT, "harness/cli", name), join(lone, name));
  const args = [...(await pretending(folder)), join(lone, "main.ts"), "--version"];
  const { code, stderr } = await ended(args, folder);
  expect([code, stderr]).toEqual([64, expect.stringContaining("and this is 20.20.2.")]);
});

test.for([
  ["24.21.0", true],
  ["22.22.0", true],
  ["22.21.9", false],
  ["20.1.0", false],
] as const)("a package of Node %s is taken: %s", async ([version, taken]) => {
  const folder = await emptyFolder();
  const bin = join(folder, "node_modules/node/bin");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "node"), "");
  await writeFile(join(folder, "node_modules/node/package.json"), JSON.stringify({ version }));
  const nowhere = join(folder, "nowhere/none.js");
  expect(newerNode([join(folder, "x.js")])).toBe(taken ? join(bin, "node") : null);
  expect(newerNode([])).toBe(null);
  expect(newerNode([nowhere])).toBe(taken ? join(bin, "node") : null);
});
