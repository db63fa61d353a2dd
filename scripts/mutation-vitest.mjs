import { defineConfig } from "vitest/config";

/**
 * The tests that judge a mutant: those of the pure rooms alone. They run in the sandbox that Stryker
 * makes, with one worker, so nothing that opens a socket or starts a process may be among them.
 */
export default defineConfig({
  test: {
    include: ["harness/{checkers,contract,ownership,verdict}/**/*.test.ts"],
    pool: "threads",
    // Pure rooms share nothing but modules, and those are loaded anew for every mutant.
    isolate: false,
  },
});
