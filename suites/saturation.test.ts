import { expect, test } from "vitest";
import { fiveEvents } from "../harness/contract/five-events.ts";
import { type Execution, execute } from "../harness/run/execute.ts";
import type { Watch } from "../harness/run/record.ts";
import { emptyFolder } from "./cli.ts";
import { guarantee } from "./guarantee.ts";

/** What we were too busy to see is no fault of the server's. */

/** Longer than a run of the reference server takes, and shorter than one that waits for a busy harness. */
const DEADLINES = { total: "500ms" } as const;

/** Keeps the event loop busy for so many milliseconds at each op. */
function burning(milliseconds: number): Watch {
  return () => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
  };
}

async function executed(options: {
  readonly watch?: Watch;
  readonly delay?: string;
}): Promise<Execution> {
  return await execute(
    {
      out: await emptyFolder(),
      contract: fiveEvents({ deadlines: DEADLINES }),
      crowd: { users: 25, sentinels: 0, runsPerUser: 4 },
      claims: { deadline: "claimed" },
    },
    {
      demo: { demo: "process", env: { QUINTET_DELAY_MS: options.delay ?? "2..20" } },
      ...(options.watch && { watch: options.watch }),
    },
  );
}

test("a harness that is the bottleneck says so, and convicts nobody of being late", async () => {
  const execution = await executed({ watch: burning(8) });
  expect(execution.verdict.health.saturation).toMatchObject({ busy: expect.any(Number) });
  expect(guarantee(execution, "deadline")).toMatchObject({
    outcome: "unknown",
    findings: 0,
    reason: expect.stringContaining("the harness itself was the bottleneck for"),
  });
});

test("a slow server is late, and the harness has time to spare", async () => {
  const execution = await executed({ delay: "150" });
  expect(execution.verdict.health.saturation).toBe(null);
  expect(guarantee(execution, "deadline")?.outcome).toBe("fail");
});
