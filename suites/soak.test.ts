import { onTestFinished, expect, test } from "vitest";
import { check } from "../harness/run/check.ts";
import type { Config } from "../harness/run/config.ts";
import { execute, type Execution } from "../harness/run/execute.ts";
import type { DemoTarget } from "../harness/run/settings.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { type Bug, startForeignServer } from "./foreign-server.ts";

/** A soak starts runs until its time is over, and judges them all like any other. */

const USERS = 6;

async function soak(config: Config, demo: DemoTarget = { demo: "process" }): Promise<Execution> {
  const { crowd, ...rest } = config;
  const given = { users: USERS, sentinels: 2, duration: "2s", ...crowd } as const;
  return await execute({ out: await emptyFolder(), seed: "soak", ...rest, crowd: given }, { demo });
}

function outcomesOf({ verdict }: Pick<Execution, "verdict">): unknown {
  return [verdict.outcome, verdict.guarantees.map(({ name, outcome }) => [name, outcome])];
}

test.for([1, 3])(
  "a right server passes, with %i workers, and its record says the same",
  async (workers) => {
    const execution = await soak({ workers });
    const { verdict, directory } = execution;
    expect(verdict).toMatchObject({ outcome: "pass", findings: [], error: null });
    expect(verdict.envelope).toMatchObject({ users: USERS, sentinels: 2, peakRuns: USERS });
    // Nobody could have started so many at once: each had several, one after the other.
    expect(verdict.envelope.runs).toBeGreaterThan(3 * USERS);
    expect(verdict.envelope.events).toBe(5 * verdict.envelope.runs);
    expect(verdict.envelope.durationMs).toBeGreaterThanOrEqual(2_000);
    const again = await check(directory ?? "");
    expect(outcomesOf(again)).toEqual(outcomesOf(execution));
    expect(again.verdict.envelope).toEqual(verdict.envelope);
  },
);

test("by the clock the number of runs is known beforehand, among workers too", async () => {
  for (const workers of [1, 2]) {
    const { verdict } = await soak({ workers, crowd: { runRate: 20 } });
    expect(verdict).toMatchObject({ outcome: "pass", envelope: { runs: 40, events: 200 } });
  }
});

test("a leak long after the first runs is caught, and the line that repeats it says for how long", async () => {
  const setting = { id: "misroute", seed: "soak", rule: { rate: 1, afterRuns: 30 } };
  const { verdict } = await soak(
    {},
    { demo: "process", env: { QUINTET_VARIANT: JSON.stringify(setting) } },
  );
  expect(verdict.outcome).toBe("fail");
  expect(verdict.findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`)).toContain(
    "isolation/misroute",
  );
  expect(verdict.replay).toBe(
    "npx quintet demo --seed soak --users 6 --sentinels 2 --duration 2000ms",
  );
});

test("a server that dies ends a soak of an hour, and is no pass", async () => {
  const bug: Bug = "die";
  const target = await startForeignServer({ optional: true, bug });
  onTestFinished(() => target.close());
  const args = ["run", "--url", target.url, "--duration", "1h", "--connect-rate", "1000", "--json"];
  const { code, stdout } = await quintet(args, await emptyFolder());
  const verdict = JSON.parse(stdout) as Execution["verdict"];
  expect(code).toBe(1);
  expect(verdict.guarantees.find(({ name }) => name === "reach")).toMatchObject({
    outcome: "unknown",
    reason: expect.stringMatching(/Runs went on for \d+(\.\d)? s of the 3600 s planned/) as string,
  });
});

test("a number of runs and a time for them are bad usage together", async () => {
  const args = ["demo", "--duration", "1s", "--runs-per-user", "2"];
  const { code, stderr } = await quintet(args, await emptyFolder());
  expect([code, stderr.includes("--runs-per-user and --duration exclude each other")]).toEqual([
    64,
    true,
  ]);
});
