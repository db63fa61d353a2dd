/** What the tests would not notice if the rooms that judge were wrong: see docs/mutation-testing.md. */
export default {
  mutate: [
    "harness/{checkers,contract,ownership,verdict}/**/*.ts",
    "!**/*.test.ts",
    "!**/testing.ts",
    "!**/testing/**",
  ],
  // The sandbox holds no tsconfig.json: Stryker would rewrite it with the API of an older TypeScript.
  ignorePatterns: ["**", "!harness/**", "!scripts/mutation-vitest.mjs", "!package.json"],
  testRunner: "vitest",
  vitest: { configFile: "scripts/mutation-vitest.mjs", related: true },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A machine at work: a mutant is no endless loop for being slow.
  timeoutMS: 10_000,
  thresholds: { high: 95, low: 85, break: 85 },
  incremental: true,
  incrementalFile: "reports/output/mutation/incremental.json",
  tempDirName: ".stryker",
  reporters: ["clear-text", "progress", "json", "html"],
  jsonReporter: { fileName: "reports/output/mutation/mutation.json" },
  htmlReporter: { fileName: "reports/output/mutation/mutation.html" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
