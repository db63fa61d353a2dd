import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { CheckerFactory } from "../harness/checkers/checker.ts";
import type { Op } from "../harness/history/op.ts";
import { execute } from "../harness/run/execute.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { guarantee } from "./guarantee.ts";
import { startedUntil } from "./started.ts";

/** Whatever goes wrong with the harness itself ends in unknown, and never in a pass. */

const CROWD = { users: 25, sentinels: 3, runsPerUser: 2 };

/** What `quintet check` says of a history of these lines. */
async function checked(history: readonly string[]): Promise<readonly [number, Verdict]> {
  const folder = await emptyFolder();
  await writeFile(join(folder, "history.ndjson"), history.join("\n"));
  const { code, stdout } = await quintet(["check", ".", "--json"], folder);
  return [code, JSON.parse(stdout) as Verdict];
}

describe("an op that the recorder dropped", () => {
  let lines: readonly string[];
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), "quintet-suite-"));
    await execute({ out: folder, crowd: CROWD }, { demo: { demo: "process" } });
    lines = (await readFile(join(folder, "history.ndjson"), "utf8")).trimEnd().split("\n");
    await rm(folder, { recursive: true });
  });

  /** The history as if this op had never been stamped. */
  function without(drop: (op: Op) => boolean): readonly string[] {
    const [header = "", ...rest] = lines;
    const ops = rest.map((line) => JSON.parse(line) as Op);
    const dropped = ops.findIndex(drop);
    const kept = ops.filter((_op, index) => index !== dropped);
    const stamped = kept.map((op, index) =>
      op.type === "end" ? { ...op, index, ops: kept.length } : { ...op, index },
    );
    return [header, ...stamped.map((op) => JSON.stringify(op)), ""];
  }

  test("nothing dropped, nothing amiss", async () => {
    const [code, { outcome, findings }] = await checked(without(() => false));
    expect([code, outcome, findings]).toEqual([0, "pass", []]);
  });

  test.for([
    ["an event in the middle of a run", "event", "tool_executing"],
    ["the end of a run", "event", "agent_completed"],
    ["an acceptance", "frame", "accepted"],
    ["a close", "close", null],
  ] as const)("%s", async ([, type, what]) => {
    const [code, verdict] = await checked(
      without(
        (op) =>
          op.type === type &&
          op.user !== null &&
          (op.type === "close" || what === (op.type === "event" ? op.event.type : op.kind)),
      ),
    );
    expect([code, verdict.outcome, verdict.findings]).toEqual([2, "unknown", []]);
    expect(verdict.conditions?.damage).toContain("history");
  });

  test("a file that ends too early", async () => {
    const [code, { outcome, findings }] = await checked(lines.slice(0, 300));
    expect([code, outcome, findings]).toEqual([2, "unknown", []]);
  });
});

test("an event loop that stalls for 2 s: deadlines are unknown, and nobody is blamed", async () => {
  let stalled = false;
  const execution = await execute(
    { out: await emptyFolder(), crowd: CROWD },
    {
      demo: { demo: "process" },
      watch(op) {
        if (stalled || op.type !== "event" || op.event.type !== "tool_executing") return;
        stalled = true;
        const until = performance.now() + 2_000;
        while (performance.now() < until);
      },
    },
  );
  expect([execution.verdict.outcome, execution.verdict.findings]).toEqual(["unknown", []]);
  expect(guarantee(execution, "deadline")).toMatchObject({ outcome: "unknown" });
  // The tick that was due when the loop stood still: a percentile of that second may miss the one stall in it.
  expect(execution.verdict.health.maxTickLagMs).toBeGreaterThan(1_800);
});

test("a watch that throws ends the execution, which throws nothing itself", async () => {
  const { verdict } = await execute(
    { out: await emptyFolder(), crowd: CROWD },
    {
      demo: { demo: "process" },
      watch(op) {
        if (op.type === "event") throw new Error("a watch of the user's");
      },
    },
  );
  expect(verdict).toMatchObject({
    outcome: "unknown",
    error: { code: "bad-config", message: "The watch threw: Error: a watch of the user's" },
  });
});

const PARTS = ["start", "observe", "settle", "finish", "tally"] as const;

/** A checker with this defect. */
function failingIn(defect: (typeof PARTS)[number]): CheckerFactory {
  const part = (name: (typeof PARTS)[number]) => () => {
    if (name === defect) throw new Error("a defect of ours");
  };
  return function failing() {
    part("start")();
    return {
      guarantee: "content",
      observe: part("observe"),
      settle: part("settle"),
      finish: part("finish"),
      tally() {
        part("tally")();
        return { trials: 0, evaluated: 0, unknown: null };
      },
    };
  };
}

test.for(PARTS)("a checker that throws in its %s", async (defect) => {
  const { verdict } = await execute(
    { out: await emptyFolder(), crowd: CROWD, checkers: [failingIn(defect)] },
    { demo: { demo: "process" } },
  );
  const unknown = verdict.guarantees.filter(({ outcome }) => outcome === "unknown");
  expect(verdict.outcome).toBe("unknown");
  expect(unknown.map(({ reason }) => reason).join()).toContain("a defect of ours");
});

test("an execution that was killed outright leaves a history that is unknown", async () => {
  const folder = await emptyFolder();
  const { child } = await startedUntil("lingering", ["demo", "--linger", "60s"], folder);
  child.kill("SIGKILL");
  await once(child, "exit");
  const { code, stdout } = await quintet(["check", "quintet-report", "--json"], folder);
  const verdict = JSON.parse(stdout) as Verdict;
  expect([code, verdict.outcome, verdict.findings]).toEqual([2, "unknown", []]);
});
