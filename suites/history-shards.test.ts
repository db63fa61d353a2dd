import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../harness/run/check.ts";
import { merge } from "../harness/run/merge.ts";
import type { DemoTarget } from "../harness/run/settings.ts";
import { emptyFolder } from "./cli.ts";
import { PLAIN, sharded } from "./sharded.ts";

/** Machines that kept no whole history merge to a pass where all is clear; else to what their parts saw, and no more. */

const setting = { id: "misroute", seed: "kept", linger: 1_000, pause: 200 };
const LEAKING: DemoTarget = {
  demo: "process",
  env: { ...PLAIN.env, QUINTET_VARIANT: JSON.stringify(setting), QUINTET_SEED: "k" },
};

test.for(["findings", "off"] as const)("%s, of a right server: a pass", async (history) => {
  const folder = await emptyFolder();
  const { folders } = await sharded(PLAIN, `right ${history}`, folder, history);
  const { verdict } = await merge(folders, { out: join(folder, "whole") });
  expect([verdict.outcome, verdict.conditions?.history]).toEqual(["pass", history]);
});

test.for(["findings", "off"] as const)(
  "%s, of a leak: a fail, and nothing passes",
  async (history) => {
    const folder = await emptyFolder();
    const { folders } = await sharded(LEAKING, `leak ${history}`, folder, history);
    const out = join(folder, "whole");
    const { verdict, evidence } = await merge(folders, { out });
    expect(verdict.outcome).toBe("fail");
    expect(verdict.guarantees.filter(({ outcome }) => outcome === "pass")).toEqual([]);
    const leak = verdict.findings.find(({ guarantee }) => guarantee === "isolation");
    const [op = -1] = leak?.ops ?? [];
    expect(evidence.get(op)?.type).toBe(history === "findings" ? "event" : undefined);
    await expect(check(out)).rejects.toMatchObject({ code: "history-partial" });
  },
);
