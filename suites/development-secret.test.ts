import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { startReferenceServer } from "../fixtures/reference-server/server.ts";
import { emptyFolder, quintet } from "./cli.ts";

const CROWD = ["--users", "5", "--runs", "2", "--connect-rate", "1000", "--linger", "200ms"];

test("a verifying server on loopback that knows no secret but the documented one lets our users in", async () => {
  const server = await startReferenceServer({ allowDevelopmentSecret: true });
  onTestFinished(() => server.close());
  const { code, stdout } = await quintet(
    ["run", "--url", server.url, ...CROWD, "--json"],
    await emptyFolder(),
  );
  expect(JSON.parse(stdout) as Verdict).toMatchObject({ outcome: "pass", envelope: { runs: 10 } });
  expect(code).toBe(0);
});

test("one with a secret of its own refuses every account, and the verdict says so", async () => {
  const server = await startReferenceServer({ secret: "a-secret-that-nobody-told-the-harness" });
  onTestFinished(() => server.close());
  const { code, stdout } = await quintet(
    ["run", "--url", server.url, ...CROWD, "--json"],
    await emptyFolder(),
  );
  expect(JSON.parse(stdout) as Verdict).toMatchObject({
    outcome: "unknown",
    error: { code: "all-refused" },
  });
  expect(code).toBe(2);
});
