// Prints "N passed, N failed, N skipped" from a vitest JSON report, and exits 1 unless everything ran and passed.
// Usage: node scripts/test-counts.mjs REPORT EXIT-STATUS-OF-VITEST
import { readFileSync } from "node:fs";

const [report = "", status = "1"] = process.argv.slice(2);

function counts() {
  try {
    const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    const skipped = numTotalTests - numPassedTests - numFailedTests;
    return { passed: numPassedTests, failed: numFailedTests, skipped };
  } catch (error) {
    console.error(`No test report: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const { passed, failed, skipped } = counts();
const sound = status === "0" && passed > 0 && failed === 0 && skipped === 0;
if (skipped > 0) console.error("A skipped test is a required part that did not run: failed.");
if (status !== "0" && failed === 0) console.error(`The test command exited ${status}.`);
console.log(`${passed} passed, ${sound ? 0 : Math.max(failed, 1)} failed, ${skipped} skipped`);
process.exitCode = sound ? 0 : 1;
