import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { netra, type NetraOptions } from "../harness/dialects/netra.ts";
import { run, type Verdict } from "../harness/index.ts";
import { emptyFolder } from "./cli.ts";
import { type NetraServer, type NetraServerOptions, startNetraServer } from "./netra-server.ts";

/** The one that Quintet signs with towards loopback when none is set. */
const SECRET = process.env["QUINTET_JWT_SECRET"] ?? "quintet-development-secret-not-for-production";

interface Judged {
  readonly verdict: Verdict;
  readonly server: NetraServer;
}

async function judge(
  options: Omit<NetraServerOptions, "secret"> & { readonly secret?: string },
  dialect: NetraOptions = {},
): Promise<Judged> {
  const server = await startNetraServer({ secret: SECRET, ...options });
  onTestFinished(() => server.close());
  const verdict = await run({
    target: { url: server.url },
    auth: { verifies: true },
    claims: { identity: "claimed" },
    dialect: netra(dialect),
    crowd: { users: 5, sentinels: 1, runsPerUser: 2, connectRate: 1_000, prompts: "plain" },
    patience: "1s",
    linger: "200ms",
    out: join(await emptyFolder(), "report"),
  });
  return { verdict, server };
}

function found({ findings }: Verdict): readonly string[] {
  return [...new Set(findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`))].toSorted();
}

function outcome({ guarantees }: Verdict, name: string): string | undefined {
  return guarantees.find((guarantee) => guarantee.name === name)?.outcome;
}

describe.for(["A", "B", "C", "D", "E", "F", "G", "mixed"] as const)(
  "a server of the Netra kind that speaks form %s",
  (form) => {
    test("passes when it is right, at the tier that its silence allows", async () => {
      const { verdict } = await judge({ form });
      expect(verdict).toMatchObject({ outcome: "pass", findings: [], error: null });
      expect(verdict.envelope).toMatchObject({ users: 5, sentinels: 1, runs: 10, events: 50 });
      const isolation = verdict.guarantees.find(({ name }) => name === "isolation");
      expect(isolation).toMatchObject({ outcome: "pass", tier: "C", trials: 10 });
      expect(outcome(verdict, "identity")).toBe("pass");
    });

    test("fails isolation when it leaks", async () => {
      const { verdict } = await judge({ form, bug: "leak" });
      expect(found(verdict)).toEqual(["isolation/misroute"]);
      expect(verdict.findings).toHaveLength(2);
    });

    test("fails completeness when it loses", async () => {
      const { verdict } = await judge({ form, bug: "lose" });
      expect(found(verdict)).toEqual(["completeness/tail"]);
      expect(verdict.findings).toHaveLength(2);
    });
  },
);

test("the token goes as a subprotocol, and a run by user_message, where that is told", async () => {
  const { verdict, server } = await judge(
    { form: "B" },
    { auth: "subprotocol", start: "user_message" },
  );
  expect(verdict).toMatchObject({ outcome: "pass", findings: [] });
  expect(server.protocols()).toEqual(["jwt-auth"]);
});

test("runs that fail are errored, with the server's own code", async () => {
  const { verdict } = await judge({ form: "B", bug: "fail" });
  expect(found(verdict)).toEqual([]);
  expect(verdict.outcome).toBe("unknown");
  const completeness = verdict.guarantees.find(({ name }) => name === "completeness");
  expect(completeness?.outcome).toBe("unknown");
  expect(completeness?.reason).toContain("NO_MODEL");
});

test("a close with 1011 in the middle of a run is told as what it is", async () => {
  const { verdict } = await judge({ form: "A", bug: "crash" });
  expect(verdict.outcome).toBe("fail");
  expect(verdict.findings.some(({ message }) => message.includes("1011"))).toBe(true);
});

test.for(["403", "1008"] as const)(
  "accounts that are refused with %s are told",
  async (refuses) => {
    const { verdict } = await judge({ form: "A", refuses, secret: "another secret" });
    expect(verdict.outcome).toBe("unknown");
    expect(verdict.error).toMatchObject({ code: "all-refused" });
    expect(verdict.error?.message).toContain(refuses);
  },
);
