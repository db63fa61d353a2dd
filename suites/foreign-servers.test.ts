import { onTestFinished, expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { type Bug, startForeignServer } from "./foreign-server.ts";

const CROWD = [
  "--users",
  "25",
  "--runs-per-user",
  "4",
  "--connect-rate",
  "1000",
  "--patience",
  "1s",
  "--linger",
  "300ms",
];

async function judge(server: {
  optional: boolean;
  bug?: Bug;
}): Promise<{ code: number; verdict: Verdict; checked: Verdict }> {
  const target = await startForeignServer(server);
  onTestFinished(() => target.close());
  const folder = await emptyFolder();
  const { code, stdout } = await quintet(["run", "--url", target.url, ...CROWD, "--json"], folder);
  const again = await quintet(["check", "quintet-report", "--json"], folder);
  return {
    code,
    verdict: JSON.parse(stdout) as Verdict,
    checked: JSON.parse(again.stdout) as Verdict,
  };
}

test.for([true, false])(
  "a right server of somebody else passes (optional parts: %o)",
  async (optional) => {
    const { code, verdict } = await judge({ optional });
    expect(verdict).toMatchObject({ outcome: "pass", findings: [], error: null });
    expect(verdict.envelope).toMatchObject({ users: 25, sentinels: 2, runs: 100, events: 500 });
    expect(code).toBe(0);
  },
);

test.for([
  ["leak", "isolation", ["misroute"]],
  ["lose", "completeness", ["tail"]],
  ["double", "duplication", ["repeat"]],
  ["swap", "order", ["swap"]],
  ["after-end", "finality", ["ghost"]],
  ["mute", "completeness", ["whole-run"]],
] as const)(
  "a server that makes the mistake %s fails %s, with and without optional parts",
  async ([bug, guarantee, kinds]) => {
    for (const optional of [true, false]) {
      const { code, verdict, checked } = await judge({ optional, bug });
      expect(code).toBe(1);
      expect(new Set(verdict.findings.map((finding) => finding.guarantee))).toEqual(
        new Set([guarantee]),
      );
      expect(new Set(verdict.findings.map((finding) => finding.kind))).toEqual(new Set(kinds));
      expect(checked.outcome).toBe(verdict.outcome);
      expect(checked.findings).toEqual(verdict.findings);
    }
  },
);
