import { expect, onTestFinished, test } from "vitest";
import { startForeignServer } from "./foreign-server.ts";
import { runOwnSuite } from "./own-suite.ts";

/** Eight connections, one a second: longer than vitest gives a test. */
const SLOWLY = { users: 7, sentinels: 1, runsPerUser: 1, connectRate: 1 };

const SUITE = `
import { expect, test } from "quintet/vitest";

test("everybody gets everything", async ({ crowd }) => {
  expect(await crowd()).toPass();
});
`;

async function lossy(): Promise<object> {
  const server = await startForeignServer({ optional: true, bug: "lose" });
  onTestFinished(() => server.close());
  return { target: { url: server.url }, crowd: SLOWLY };
}

test("a failure shows who missed what, however long the crowd took", async () => {
  const { code, stdout, stderr } = await runOwnSuite(SUITE, await lossy());
  expect([code, stdout]).toEqual([1, expect.stringMatching(/Tests\s+1 failed/)]);
  expect(stderr).toContain("1. completeness/tail");
  expect(stderr).toMatch(/\S+ never received tool_completed of run 1/);
  expect(stderr).toMatch(/op \d+ .* ◀ tool_executing/);
  expect(stderr).not.toContain("timed out");
});

test("a limit of the user's own stands", async () => {
  const { code, stderr } = await runOwnSuite(SUITE, await lossy(), ["--testTimeout", "2000"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("Test timed out in 2000ms")]);
});
