import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type ForeignServer, startForeignServer } from "../../suites/foreign-server.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { confirm } from "./confirm.ts";
import type { Config } from "./config.ts";
import { execute, type Execution } from "./execute.ts";

/** A server that loses one event of every seven runs. */
async function losing(): Promise<ForeignServer> {
  const server = await startForeignServer({ optional: true, bug: "lose" });
  onTestFinished(() => server.close());
  return server;
}

/** Seven runs on it, so that it loses one in each execution. */
function configOf({ url }: ForeignServer): Config {
  return {
    target: { url },
    crowd: { users: 1, sentinels: 0, runsPerUser: 7, connectRate: 1_000 },
    claims: { completeness: "claimed" },
    patience: "500ms",
    linger: "50ms",
    out: temporaryFolder(),
  };
}

function withWaiver(config: Config): Config {
  const expires = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  const waiver = { guarantee: "completeness", reason: "known", owner: "payments", max: 5 } as const;
  return { ...config, waivers: [{ ...waiver, kind: "tail", expires }] };
}

/** How often what a verdict says came again, in so many executions. */
async function again(verdict: Verdict, config: Config, asked: number, left: number | null = null) {
  const { confirmation } = await confirm(verdict, config, {
    confirm: asked,
    origin: { configFile: null },
    directory: temporaryFolder(),
    left: () => left,
    onEnd: async () => {},
  });
  return confirmation;
}

test("a failure that comes each time is reproduced", async () => {
  const config = configOf(await losing());
  const { verdict } = await execute(config);
  expect(await again(verdict, config, 2)).toEqual({
    asked: 2,
    executions: 2,
    reproduced: 2,
    unknown: 0,
  });
});

test("a waived finding that comes again reproduces nothing", async () => {
  const config = configOf(await losing());
  const failed = (await execute(config)).verdict;
  const waived = (await execute(withWaiver(config))).verdict;
  expect([waived.outcome, waived.findings.map(({ waiver }) => waiver)]).toEqual(["pass", [0]]);
  const other = failed.findings.map((finding) => ({ ...finding, fingerprint: "of another fault" }));
  const both: Verdict = { ...failed, findings: [...waived.findings, ...other] };
  expect(await again(both, withWaiver(config), 1)).toEqual({
    asked: 1,
    executions: 1,
    reproduced: 0,
    unknown: 0,
  });
});

test("an execution that judged nothing is counted as unknown", async () => {
  const server = await startForeignServer({ optional: true, bug: "lose" });
  const config = configOf(server);
  const { verdict } = await execute(config);
  await server.close();
  expect(await again(verdict, config, 1)).toEqual({
    asked: 1,
    executions: 1,
    reproduced: 0,
    unknown: 1,
  });
});

test("nothing is tried again of a pass, where nobody asked, nor where no time is left", async () => {
  const server = await losing();
  const config = configOf(server);
  const passed = await execute(withWaiver(config));
  expect(await again(passed.verdict, config, 1)).toBeUndefined();
  const failed = await execute(config);
  expect(await again(failed.verdict, config, 0)).toBeUndefined();
  expect(await again(failed.verdict, config, 1, 0)).toEqual({
    asked: 1,
    executions: 0,
    reproduced: 0,
    unknown: 0,
  });
});

test("what is tried again has the same seed and its own folder, whatever the config keeps, and is told as it ends", async () => {
  const config = { ...configOf(await losing()), keep: true };
  const { verdict } = await execute(config);
  const [directory, ended, outer] = [temporaryFolder(), [] as Execution[], new AbortController()];
  const { confirmation } = await confirm(verdict, config, {
    confirm: 3,
    signal: outer.signal,
    origin: { configFile: null },
    directory,
    left: () => null,
    async onEnd(execution) {
      ended.push(execution);
      if (ended.length === 2) outer.abort();
    },
  });
  expect(confirmation).toMatchObject({ asked: 3, executions: 2 });
  expect(ended.map(({ verdict: { seed } }) => seed)).toEqual([verdict.seed, verdict.seed]);
  expect(ended.map((one) => one.directory)).toEqual([
    join(directory, "confirm-1"),
    join(directory, "confirm-2"),
  ]);
});
