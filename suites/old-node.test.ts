import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { newerNode } from "../harness/cli/newer-node.ts";
import { tooOld } from "../harness/run/old-node.ts";
import { importsOf } from "../harness/testing/imports.ts";
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

test.for([
  ["its process alone, SIGTERM", "SIGTERM", 1, 143],
  ["its process alone, SIGINT", "SIGINT", 1, 130],
  ["the whole group, as Ctrl-C does", "SIGINT", -1, 130],
  ["the whole group, SIGTERM", "SIGTERM", -1, 143],
] as const)(
  "a signal to %s reaches what does the work once, and its exit code comes back",
  async ([, signal, to, exit]) => {
    const folder = await emptyFolder();
    const args = [...(await pretending(folder)), MAIN, "demo", "--linger", "60s"];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    while (!said.includes("lingering")) await once(child.stderr, "data");
    process.kill(to * (child.pid ?? 0), signal);
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(exit);
    const verdict = await readFile(join(folder, "quintet-report/verdict.json"), "utf8");
    expect(JSON.parse(verdict)).toMatchObject({ error: { code: "interrupted" } });
  },
);

test("where there is no newer one, it says what to install", async () => {
  const folder = await emptyFolder();
  const lone = join(folder, "quintet");
  for (const name of [
    "cli/main.ts",
    "cli/newer-node.ts",
    "cli/passed-signals.ts",
    "run/old-node.ts",
  ])
    await cp(join(ROOT, "harness", name), join(lone, name));
  const args = [...(await pretending(folder)), join(lone, "cli/main.ts"), "--version"];
  const { code, stderr } = await ended(args, folder);
  expect([code, stderr]).toEqual([64, expect.stringContaining("and this is 20.20.2.")]);
});

/** What Node 24 exports and Node 20 does not, module by module. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  "node:assert": ["Assert", "partialDeepStrictEqual"],
  "node:assert/strict": ["Assert", "partialDeepStrictEqual"],
  "node:crypto": ["argon2", "argon2Sync", "decapsulate", "encapsulate", "randomUUIDv7"],
  "node:dns": ["resolveTlsa"],
  "node:dns/promises": ["resolveTlsa"],
  "node:fs": ["Utf8Stream", "glob", "globSync", "mkdtempDisposableSync"],
  "node:fs/promises": ["glob", "mkdtempDisposable"],
  "node:http": ["CloseEvent", "MessageEvent", "WebSocket", "setGlobalProxyFromEnv"],
  "node:inspector": ["DOMStorage", "NetworkResources"],
  "node:inspector/promises": ["DOMStorage", "NetworkResources"],
  "node:module": [
    "constants",
    "enableCompileCache",
    "findPackageJSON",
    "flushCompileCache",
    "getCompileCacheDir",
    "getSourceMapsSupport",
    "registerHooks",
    "setSourceMapsSupport",
    "stripTypeScriptTypes",
  ],
  "node:net": ["BoundSocket"],
  "node:perf_hooks": ["eventLoopUtilization", "timerify"],
  "node:process": ["execve", "finalization", "ref", "threadCpuUsage", "unref"],
  "node:stream/consumers": ["bytes"],
  "node:stream/web": ["ReadableStreamTee"],
  "node:tls": [
    "getCACertificates",
    "getCertificateCompressionAlgorithms",
    "setDefaultCACertificates",
  ],
  "node:url": ["URLPattern", "fileURLToPathBuffer"],
  "node:util": [
    "convertProcessSignalToExitCode",
    "diff",
    "getCallSites",
    "getSystemErrorMessage",
    "setTraceSigInt",
  ],
  "node:util/types": ["isFloat16Array"],
  "node:v8": ["getCppHeapStatistics", "isStringOneByteRepresentation", "startCpuProfile"],
  "node:worker_threads": [
    "isInternalThread",
    "isMarkedAsUntransferable",
    "locks",
    "markAsUncloneable",
    "threadName",
  ],
  "node:zlib": [
    "ZstdCompress",
    "ZstdDecompress",
    "createZstdCompress",
    "createZstdDecompress",
    "zstdCompress",
    "zstdCompressSync",
    "zstdDecompress",
    "zstdDecompressSync",
  ],
};

/** Names that are imported as values: linking wants them there before anything can run. */
function valuesOf(names: string): readonly string[] {
  const [, list = ""] = /\{([^}]*)\}/.exec(names) ?? [];
  return /^\s*type\b/.test(names)
    ? []
    : list
        .split(",")
        .map((name) => name.trim())
        .filter((name) => !name.startsWith("type "))
        .map((name) => name.split(" as ")[0] ?? "");
}

test.for([
  "harness/index.ts",
  "harness/conformance/index.ts",
  "fixtures/real-services.ts",
  "reports/vitest-reporter.ts",
])("an old Node that imports %s is told what it is told by the program", async (door) => {
  const folder = await emptyFolder();
  const address = pathToFileURL(join(ROOT, door)).href;
  const args = [...(await pretending(folder)), "--eval", `import(${JSON.stringify(address)})`];
  const { code, stderr } = await ended(args, folder);
  expect(code).toBe(1);
  expect(stderr).toContain(`Error: ${tooOld("20.20.2")}`);
  // Said as well as thrown: this is within vitest, which under an old Node cannot show what was thrown.
  expect(stderr).toMatch(/^quintet needs Node/m);
});

test("no file names an export that an old Node lacks: it would end before it is told", () => {
  const files = globSync("{harness,fixtures,reports}/**/*.ts", { cwd: ROOT }).filter(
    (file) => !/\.test\.ts$|testing/.test(file),
  );
  expect(files.length).toBeGreaterThan(300);
  const named = files.flatMap((file) =>
    importsOf(readFileSync(join(ROOT, file), "utf8")).flatMap(({ from, names }) =>
      valuesOf(names)
        .filter((name) => LATER[from ?? ""]?.includes(name))
        .map((name) => `${file}: ${name}`),
    ),
  );
  expect(named).toEqual([]);
  expect(valuesOf(" { type Gzip, globSync as all, glob } ")).toEqual(["globSync", "glob"]);
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
