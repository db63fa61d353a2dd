import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";

test("as many sockets were open at once as the verdict claims: the server counted them too", async () => {
  const server = await startForeignServer({ optional: true });
  onTestFinished(() => server.close());
  const crowd = ["--users", "200", "--sentinels", "20", "--runs", "1", "--connect-rate", "10000"];
  const { stdout } = await quintet(
    ["run", "--url", server.url, ...crowd, "--json"],
    await emptyFolder(),
  );
  const { outcome, envelope } = JSON.parse(stdout) as Verdict;
  expect(outcome).toBe("pass");
  expect(envelope).toMatchObject({ peakConnections: 220, peakRuns: 200 });
  expect(server.peak()).toBe(220);
});
