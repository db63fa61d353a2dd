import { Command } from "commander";
import { expect, onTestFinished, test, vi } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { overlay, withCrowdOptions } from "./options.ts";

test("no flag changes nothing", () => {
  const config = { target: { url: "ws://a/ws" }, crowd: { users: 3 }, seed: "s" };
  expect(overlay(config, {})).toEqual(config);
});

test("a flag wins over the config, and leaves the rest of it", () => {
  const config = {
    target: { url: "ws://a/ws", health: "http://a/health" },
    crowd: { users: 3, tabs: 2 },
    seed: "s",
  };
  expect(
    overlay(config, { url: "ws://b/ws", users: 9, runs: 4, linger: "1s", accounts: "list.ndjson" }),
  ).toEqual({
    target: { url: "ws://b/ws", health: "http://a/health" },
    crowd: { users: 9, tabs: 2, runsPerUser: 4 },
    seed: "s",
    linger: "1s",
    accounts: { file: "list.ndjson" },
  });
});

test("a time for runs takes the place of their number, and flags that say both are refused", () => {
  const config = { crowd: { users: 3, runsPerUser: 2 } };
  expect(overlay(config, { duration: "10m" }).crowd).toEqual({ users: 3, duration: "10m" });
  expect(overlay({ crowd: { duration: "1h" } }, { runs: 2 }).crowd).toEqual({ runsPerUser: 2 });
  expect(() => overlay(config, { duration: "10m", runsPerUser: 1 })).toThrow(HarnessError);
});

test("an address in place of a command replaces it whole", () => {
  const config = { target: { command: "node s.js", url: "ws://127.0.0.1:{port}/" } };
  expect(overlay(config, { url: "ws://b/ws" }).target).toEqual({ url: "ws://b/ws" });
});

test("accounts of the environment take the place of the config's, and are given to no server that has none", () => {
  vi.stubEnv("QUINTET_ACCOUNTS", '{"id":"amy","token":"t"}');
  onTestFinished(() => void vi.unstubAllEnvs());
  const accounts = { file: "list.ndjson" };
  expect(overlay({ accounts }, {}).accounts).toEqual({ env: "QUINTET_ACCOUNTS" });
  expect(overlay({ accounts }, { accounts: "own.ndjson" }).accounts).toEqual({
    file: "own.ndjson",
  });
  expect(overlay({}, {})).not.toHaveProperty("accounts");
});

function usersIn(variable: string): unknown {
  vi.stubEnv("QUINTET_USERS", variable);
  const command = withCrowdOptions(new Command("run"), "any").exitOverride();
  return command.parse([], { from: "user" }).opts()["users"];
}

test("an empty variable is none, and one that says something counts", () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  expect([usersIn(""), usersIn("7")]).toEqual([undefined, 7]);
});
