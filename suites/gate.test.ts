import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { emptyFolder } from "./cli.ts";
import { CLAIMS, gated } from "./gated.ts";

/** What a gate demands before it lets anything pass. */

/** Our own server, which takes two seconds for a run. */
const SLOW = {
  command: [process.execPath, resolve(import.meta.dirname, "../fixtures/reference-server/main.ts")],
  url: "ws://127.0.0.1:{port}/ws",
  env: { QUINTET_DELAY_MS: "400" },
  ready: { log: "^listening on " },
};

/** What a deployment tells of itself: healthy after so many askings, and its version. */
async function startOps({ healthyAfter = 0 } = {}): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url === "/version") return response.end('{"commit":"abc123"}');
    asked += 1;
    return response.writeHead(asked > healthyAfter ? 200 : 503).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
  };
}

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const hole = (differs: object = {}) => ({
  guarantee: "completeness" as const,
  kind: "tail",
  reason: "known: the queue overflows",
  owner: "team payments",
  expires: day(20),
  max: 5,
  ...differs,
});

test("a gate without listed claims is bad usage, and says how to list them", async () => {
  const { code, verdict } = await gated({});
  expect([code, verdict.error?.code]).toEqual([64, "no-claims"]);
  expect(verdict.error?.hint).toContain("claims: {");
});

test("only a pass exits 0: a right server, the expected version, healthy in time", async () => {
  const ops = await startOps({ healthyAfter: 3 });
  const version = { url: `${ops.url}/version`, field: "commit", expect: "?" };
  const { code, verdict } = await gated(
    { claims: CLAIMS, version, health: `${ops.url}/health` },
    { args: ["--wait", "20s", "--expect-version", "abc123"] },
  );
  expect([code, verdict.outcome, verdict.error]).toEqual([0, "pass", null]);
  expect(verdict.replay).toMatch(
    /^npx quintet gate quintet\.config\.json .* --wait 20s --expect-version abc123$/,
  );
  expect(ops.asked()).toBeGreaterThan(3);
});

test("another version is not judged", async () => {
  const ops = await startOps();
  const version = { url: `${ops.url}/version`, field: "commit", expect: "def456" };
  const { code, verdict } = await gated({ claims: CLAIMS, version });
  expect([code, verdict.outcome, verdict.error?.code]).toEqual([2, "unknown", "wrong-version"]);
  expect(verdict.envelope.runs).toBe(0);
});

test("what is never healthy is unknown after the wait", async () => {
  const ops = await startOps({ healthyAfter: Infinity });
  const config = { claims: CLAIMS, health: `${ops.url}/health` };
  const { code, verdict } = await gated(config, { args: ["--wait", "1s"] });
  expect([code, verdict.error?.code]).toEqual([2, "unhealthy"]);
});

test("a waiver lets a known loss pass, and every report says so", async () => {
  const { code, verdict, folder } = await gated(
    { claims: CLAIMS, waivers: [hole()] },
    { bug: "lose" },
  );
  expect([code, verdict.outcome]).toEqual([0, "pass"]);
  expect(verdict.waivers).toMatchObject([{ state: "active", matched: 2 }]);
  const reports = ["summary.md", "junit.xml"].map(async (name) =>
    readFile(join(folder, "quintet-report", name), "utf8"),
  );
  for (const report of await Promise.all(reports)) expect(report).toContain("team payments");
});

test.for([
  ["has ended", hole({ expires: day(0) }), 1],
  ["allows less than there is", hole({ max: 1 }), 1],
  ["lasts too long", hole({ expires: day(45) }), 64],
  ["names no kind", hole({ kind: undefined }), 64],
  ["would waive a leak", hole({ guarantee: "isolation" }), 64],
] as const)("a waiver that %s lets nothing pass", async ([, waiver, exit]) => {
  const config = { claims: CLAIMS, waivers: [waiver] } as Parameters<typeof gated>[0];
  expect((await gated(config, { bug: "lose" })).code).toBe(exit);
});

test("limits on percentiles: missed ones alone exit 3, an unknown metric is an error", async () => {
  const config = { claims: { ...CLAIMS, deadline: "claimed" } as const };
  // Slow enough that no lag of our own could be the cause.
  const slow = await gated(
    { ...config, target: SLOW, patience: "5s", thresholds: { total: { p50: "100ms" } } },
    { args: ["--users", "3", "--runs", "1"] },
  );
  expect([slow.code, slow.verdict.findings.map(({ kind }) => kind)]).toEqual([3, ["total-p50"]]);
  const wrong = await gated({ ...config, thresholds: { latency: { p50: 1 } } as object });
  expect([wrong.code, wrong.verdict.error?.code]).toEqual([64, "bad-config"]);
});

test("a GitHub job gets annotations and a summary, and stdout is the verdict alone", async () => {
  const summary = join(await emptyFolder(), "summary.md");
  await writeFile(summary, "");
  const { stderr } = await gated(
    { claims: CLAIMS },
    { bug: "leak", env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary } },
  );
  expect(stderr).toMatch(/^::error title=Quintet isolation\//m);
  expect(await readFile(summary, "utf8")).toContain("# Quintet: FAIL");
});
