import { join } from "node:path";
import { defineConfig } from "vitest/config";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  throw new Error(
    `Quintet needs Node 22.22 or newer, and this is ${process.versions.node}: start it with "npm test", which brings its own.`,
  );
}

/** Where CI wants the counts: a JSON report beside the usual one. */
const results = process.env["QUINTET_TEST_RESULTS"];

/** Where the programs that the suites start keep what they have compiled: sources are compiled once, and not in each. */
const COMPILED = join(import.meta.dirname, "node_modules/.cache/compiled");

/** Suites that mostly wait for what they started: side by side they take a fraction of the time. */
const WAITING = [
  "docs",
  "history-modes",
  "history-shards",
  "init",
  "init-login",
  "init-odd-servers",
  "init-streams",
  "merge",
  "newcomer-python",
  "own-suite",
  "secrets",
  "shards",
].map((name) => `suites/${name}.test.ts`);

/** What all suites have in common. */
const SUITE = {
  testTimeout: 60_000,
  hookTimeout: 180_000,
  env: {
    NODE_COMPILE_CACHE: COMPILED,
    QUINTET_SERVICES: process.env["QUINTET_SERVICES"] || "demo",
  },
};

export default defineConfig({
  test: {
    passWithNoTests: false,
    reporters: results ? ["default", ["json", { outputFile: results }]] : ["default"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{harness,reports,fixtures,bench}/**/*.test.ts"],
          // Ends what hangs; says nothing of speed, which is the machine's.
          testTimeout: 30_000,
          // Most rooms are pure: to load them anew for every file would take longer than the tests.
          isolate: false,
          maxWorkers: "100%",
          restoreMocks: true,
          unstubEnvs: true,
        },
      },
      {
        test: {
          ...SUITE,
          name: "waiting",
          include: WAITING,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...SUITE,
          name: "suites",
          include: ["suites/**/*.test.ts"],
          exclude: WAITING,
          // Each has the machine, and its container engine, for itself.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
