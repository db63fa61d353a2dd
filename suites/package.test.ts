import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";

const ROOT = resolve(import.meta.dirname, "..");
const BIN = join(ROOT, "node_modules/.bin");
const MINUTES = 300_000;

const execute = promisify(execFile);

/** Runs a program in a folder as if it were nobody's checkout. Rejects, with all it said, unless it exits 0. */
async function run(folder: string, program: string, args: readonly string[]): Promise<string> {
  const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const environment = { ...process.env, PATH, NO_COLOR: "1", QUINTET_SERVICES: "" };
  const { stdout } = await execute(program, args, {
    cwd: folder,
    env: environment,
    maxBuffer: 64 * 1_024 * 1_024,
    timeout: MINUTES,
  });
  return stdout;
}

const SCRIPT = `
import { agentRun, type Config, defineConfig, defineContract, fiveEvents, json, run, type Verdict } from "quintet";
const config: Config = defineConfig({
  target: { command: ["node", process.argv[2] ?? ""], url: "ws://127.0.0.1:{port}/ws", ready: { log: "^listening on " } },
  dialect: json(),
  contract: fiveEvents({ echo: "expected" }),
  crowd: { users: 3, sentinels: 1, runsPerUser: 2 },
  linger: "200ms",
});
const verdict: Verdict = await run(config);
if (typeof agentRun !== "function" || typeof defineContract !== "function") throw new Error("not there");
console.log(verdict.outcome, verdict.envelope.events, verdict.error?.message ?? "");
`;

const SUITE = `
import { expect, test } from "quintet/vitest";

test("a crowd of three gets exactly its own events", async ({ crowd }) => {
  expect(await crowd({ users: 3, sentinels: 1, runsPerUser: 1 })).toPass();
});
`;

/** A target of the user's own, which the fixtures start. */
const OWN_TARGET = {
  target: {
    command: ["node", "node_modules/quintet/dist/fixtures/reference-server/main.js"],
    url: "ws://127.0.0.1:{port}/ws",
    ready: { log: "^listening on " },
  },
  linger: "200ms",
};

const TSCONFIG = {
  compilerOptions: {
    module: "nodenext",
    target: "esnext",
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: ["node"],
    allowImportingTsExtensions: true,
  },
  include: ["*.ts"],
};

describe("the packed package, in an empty project", () => {
  let place: string;
  let tarball: string;
  let project: string;

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), "quintet-package-"));
    project = join(place, "project");
    await mkdir(project);
    await run(ROOT, "npm", ["pack", "--pack-destination", place]);
    tarball = join(place, (await readdir(place)).find((name) => name.endsWith(".tgz")) ?? "");
    await writeFile(join(project, "package.json"), '{"private":true,"type":"module"}');
    await run(project, "npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball]);
  }, MINUTES);

  afterAll(() => rm(place, { recursive: true, force: true }));

  test("is what it says it is: its files, types and doors", async () => {
    expect(await run(place, join(BIN, "publint"), ["--strict", tarball])).toContain("All good!");
    const types = await run(place, join(BIN, "attw"), [tarball, "--profile", "esm-only"]);
    expect(types).toContain("node16 (from ESM): 🟢 (ESM)");
  });

  test("holds what reads plain runs, without which a history is checked slowly, and no worse", async () => {
    const file = "harness/run/judging/plain/plain.wasm";
    const packed = await readFile(join(project, "node_modules/quintet/dist", file));
    expect(packed.equals(await readFile(join(ROOT, file)))).toBe(true);
  });

  test("runs the demo, and needs no optional peer for it", async () => {
    const stdout = await run(project, "npx", ["quintet", "demo", "--json", "--linger", "200ms"]);
    const verdict = JSON.parse(stdout) as Verdict;
    expect([verdict.outcome, verdict.envelope.runs]).toEqual(["pass", 100]);
  });

  test("asked for a container without testcontainers, it names what to install", async () => {
    const asked = run(project, "npx", ["quintet", "demo", "--target", "container", "--json"]);
    const verdict = await asked.then(
      () => null,
      ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Verdict,
    );
    expect(verdict?.error?.code).toBe("no-testcontainers");
    expect(verdict?.error?.hint).toContain("npm install --save-dev testcontainers");
  });

  test("its functions work, and are typed", async () => {
    await writeFile(join(project, "script.ts"), SCRIPT);
    await writeFile(join(project, "tsconfig.json"), JSON.stringify(TSCONFIG));
    const types = join(project, "node_modules/@types");
    await mkdir(types, { recursive: true });
    await cp(join(ROOT, "node_modules/@types/node"), join(types, "node"), { recursive: true });
    await cp(join(ROOT, "node_modules/undici-types"), join(project, "node_modules/undici-types"), {
      recursive: true,
    });
    expect(await run(project, join(BIN, "tsc"), ["-p", "."])).toBe("");
    const server = join(project, "node_modules/quintet/dist/fixtures/reference-server/main.js");
    expect(await run(project, process.execPath, ["script.ts", server])).toBe("pass 30 \n");
  });

  test(
    "its fixtures and matchers work in a suite of the user's",
    async () => {
      await writeFile(join(project, "mine.test.ts"), SUITE);
      await writeFile(join(project, "quintet.config.json"), JSON.stringify(OWN_TARGET));
      await run(project, "npm", [
        "install",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "vitest",
      ]);
      const said = await run(project, "npx", ["vitest", "run", "mine.test.ts"]);
      expect(said).toContain("real services: config (the config names a target)");
      expect(said).toMatch(/Tests\s+1 passed/);

      const reporters = ["--reporter=default", "--reporter=quintet/vitest-reporter"];
      const gathered = await run(project, "npx", ["vitest", "run", "mine.test.ts", ...reporters]);
      expect(gathered).toContain("PASS  1 crowd judged, 3 runs");
      await writeFile(
        join(project, "none.test.ts"),
        'import { test } from "vitest"; test("x", () => {});',
      );
      const none = run(project, "npx", ["vitest", "run", "none.test.ts", ...reporters]);
      await expect(none).rejects.toMatchObject({
        code: 2,
        stdout: expect.stringContaining("UNKNOWN  0 crowds judged, 0 runs: no crowd was judged"),
      });
    },
    MINUTES,
  );
});
