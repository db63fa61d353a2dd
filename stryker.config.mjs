/**
 * What the rooms that judge would not notice if it were wrong: see docs/mutation-testing.md.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: [
    "harness/{checkers,contract,ownership,verdict}/**/*.ts",
    "!**/*.test.ts",
    "!**/testing.ts",
    "!**/testing/**",
  ],
  ignorePatterns: ["**", "!harness/**", "!scripts/mutation-vitest.mjs", "!package.json"],
  testRunner: "vitest",
  vitest: { configFile: "scripts/mutation-vitest.mjs", related: true },
  coverageAnalysis: "perTest",
  concurrency: 2,
  incremental: true,
  incrementalFile: "reports/output/mutation/incremental.json",
  tempDirName: ".stryker",
  reporters: ["clear-text", "progress", "json", "html"],
  jsonReporter: { fileName: "reports/output/mutation/mutation.json" },
  htmlReporter: { fileName: "reports/output/mutation/mutation.html" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
