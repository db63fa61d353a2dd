import { describe, expect, test } from "vitest";
import { agUiDialect } from "../dialects/ag-ui.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { Config } from "./config.ts";
import { hashSettings } from "./header.ts";
import { resolveSettings } from "./settings.ts";

const URL_TARGET = { url: "ws://127.0.0.1:8080/ws" };

/** The error that a config ends in. */
function refused(config: unknown): HarnessError | null {
  try {
    resolveSettings(config as Config);
    return null;
  } catch (error) {
    return error instanceof HarnessError ? error : null;
  }
}

describe("defaults", () => {
  test("of the demo: 25 users, 4 runs, 3 sentinels, impatient, everything built claimed", () => {
    const { crowd, patience, linger, claims, verifies, contract } = resolveSettings(
      {},
      { demo: "process" },
    );
    expect(crowd).toMatchObject({
      users: 25,
      runsPerUser: 4,
      sentinels: 3,
      prompts: "nasty",
      connectRate: null,
    });
    expect([patience, linger, verifies]).toEqual([5_000, 1_000, true]);
    expect([contract.echo, contract.maxErrored]).toEqual(["required", 0]);
    expect(Object.values(claims).filter((claim) => claim === "claimed")).toHaveLength(12);
  });

  test("of somebody else's server: few users, slowly, patiently, with plain prompts", () => {
    const { crowd, patience, linger, verifies, contract, claims } = resolveSettings({
      target: URL_TARGET,
    });
    expect(crowd).toMatchObject({
      users: 5,
      runsPerUser: 2,
      sentinels: 2,
      prompts: "plain",
      connectRate: 5,
    });
    expect([patience, linger, verifies]).toEqual([30_000, 2_000, false]);
    expect([contract.echo, contract.maxErrored]).toEqual(["expected", 0.05]);
    expect(claims).toMatchObject({
      isolation: "claimed",
      identity: "watched",
      clock: "watched",
      deadline: "off",
    });
  });

  test("a seed that was given stays, and a nonce is fresh every time", () => {
    const config = { target: URL_TARGET, seed: "same" };
    const [one, two] = [resolveSettings(config), resolveSettings(config)];
    expect(one.seed).toBe(two.seed);
    expect(one.nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(one.nonce).not.toBe(two.nonce);
    expect(hashSettings(one)).toBe(hashSettings(two));
    expect(hashSettings(resolveSettings({ ...config, linger: "9s" }))).not.toBe(hashSettings(one));
  });
});

test("a time for runs stands in place of their number, in milliseconds", () => {
  const crowd = { users: 3, duration: "1.5s" } as const;
  const settings = resolveSettings({ crowd, timeout: "2s" }, { demo: "process" });
  expect(settings.crowd).toMatchObject({ users: 3, duration: 1_500, runsPerUser: null });
  expect(resolveSettings({}, { demo: "process" }).crowd.duration).toBeNull();
});

test.for([
  [{ crowd: { duration: 0 } }, "crowd.duration: expected more than 0."],
  [
    { crowd: { duration: "2m" }, timeout: "120s" },
    "timeout: it would end the execution before crowd.duration is over.",
  ],
  [
    { crowd: { duration: "2m", runsPerUser: 1 } },
    "The config does not fit:\n  crowd: expected runsPerUser or duration, and not both",
  ],
] as const)("a time for runs that cannot be kept: %o", ([config, message]) => {
  expect(refused({ target: URL_TARGET, ...config })).toMatchObject({ code: "bad-config", message });
});

describe("refuses", () => {
  test("every problem at once, each with its key", () => {
    const error = refused({
      target: { ...URL_TARGET, helth: "http://127.0.0.1/", retries: 3 },
      crowd: { users: 0, tabs: "two" },
      linger: "soon",
      claims: { resume: "claimed" },
      dialect: { json: { eventIds: "galactic" } },
      contract: { agentRun: { tools: "few" } },
      accounts: { file: "a", token: "s3cret" },
    });
    expect(error?.code).toBe("bad-config");
    expect(error?.message.split("\n").slice(1)).toEqual([
      "  target.helth: there is no such key; did you mean health?",
      "  target.retries: there is no such key; there are url, health, timeout, proxy, ca",
      "  accounts.token: there is no such key; there are file",
      "  crowd.users: expected >=1, and got 0",
      '  crowd.tabs: expected number, and got "two"',
      '  claims.resume: expected "off": resume is not built yet, and got "claimed"',
      '  linger: expected milliseconds, or a text such as "5s", and 24 days at most, and got "soon"',
      '  json({ eventIds }): "galactic" is none of global, run, undeclared.',
      '  The contract "agent-run": tools: "few" is no range such as "0..", "1..3" or 2.',
    ]);
  });

  test("a wrong text without repeating it where it may be a secret", () => {
    const refusal = refused({
      target: { image: "i", port: "s3cret", env: { TOKEN: 7 } },
      accounts: "s3cret",
      out: 7,
    });
    expect(refusal?.message).not.toContain("s3cret");
    expect(refusal?.message).toContain("target.port: expected number, and got a text");
  });

  test.for([
    [{}, "no-target"],
    [{ target: { url: "nowhere" } }, "bad-url"],
    [{ target: { url: "https://example.com" } }, "bad-url"],
    [{ target: { url: "ws://example.com/ws#part" } }, "bad-url"],
    [
      { target: { url: "ftp://example.com" }, dialect: agUiDialect({ transport: "sse" }) },
      "bad-url",
    ],
    [{ target: { command: 7, url: "ws://127.0.0.1:{port}/" } }, "bad-config"],
    [{ target: { image: "x" } }, "bad-config"],
  ] as const)("%o as %s", ([config, code]) => {
    expect(refused(config)?.code).toBe(code);
  });

  test("nothing that fits", () => {
    expect(
      refused({ target: { command: ["node", "s.js"], url: "ws://127.0.0.1:{port}/ws" } }),
    ).toBe(null);
    expect(refused({ target: { image: "app:1", port: 8080, path: "/ws" } })).toBe(null);
  });
});

test("a target that answers requests may have an address of HTTP", () => {
  const target = { url: "https://example.com/agent" };
  const dialect = agUiDialect({ transport: "sse" });
  expect(resolveSettings({ target, dialect }).target).toEqual(target);
});

test.for(["runsAtOnce", "runRate"])("%s needs events that name their run", (key) => {
  const crowd = { [key]: 2 };
  const refusal = refused({ target: URL_TARGET, crowd, dialect: agUiDialect() });
  expect([refusal?.code, refusal?.message.split(":")[0]]).toEqual(["bad-config", `crowd.${key}`]);
  const dialect = agUiDialect({ transport: "sse" });
  expect(resolveSettings({ target: URL_TARGET, crowd, dialect }).crowd).toMatchObject(crowd);
});

test("several runs a thread need runs that bear our ids", () => {
  const crowd = { runsPerThread: 2 };
  expect(resolveSettings({ target: URL_TARGET, crowd }).crowd.runsPerThread).toBe(2);
  const theirs = refused({ target: URL_TARGET, crowd, dialect: { json: { runIds: "server" } } });
  expect([theirs?.code, theirs?.message.split(":")[0]]).toEqual([
    "bad-config",
    "crowd.runsPerThread",
  ]);
});

test("of workers there are as many as somebody to drive, at the most", () => {
  const crowd = { users: 3, sentinels: 1 };
  const workersOf = (workers: number): number =>
    resolveSettings({ target: URL_TARGET, crowd, workers }).workers;
  expect([workersOf(2), workersOf(4), workersOf(1_000)]).toEqual([2, 4, 4]);
});
