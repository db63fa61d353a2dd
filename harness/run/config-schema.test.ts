import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as v from "valibot";
import { expect, test } from "vitest";
import { configSchema } from "./config-schema.ts";

const published = JSON.parse(
  readFileSync(new URL("config.schema.json", import.meta.url), "utf8"),
) as { properties: Record<string, unknown> };
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(published);

/** What the published schema, and what Quintet itself, say of a config. */
const both = (config: unknown) => [validate(config), v.safeParse(configSchema, config).success];

const url = "ws://127.0.0.1:1/ws";
const expires = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const waiver = {
  guarantee: "order",
  kind: "moved",
  reason: "known",
  owner: "team",
  expires,
  max: 1,
};

test("the schema that editors read knows the same keys", () => {
  expect(Object.keys(published.properties)).toEqual(Object.keys(configSchema.entries));
});

test.for([
  {},
  {
    $schema: "x",
    target: { url, health: "https://a/health", timeout: "2m" },
    accounts: { file: "a" },
  },
  { target: { command: ["node", "s.js"], url, env: { A: "b" }, cwd: ".", ready: { log: "up" } } },
  { target: { image: "i", port: 80, path: "/ws", ready: { http: "/health", timeout: 5 } } },
  { target: { url, proxy: "http://proxy:3128", ca: "corp.pem" } },
  { target: { command: "npm start", url, reuse: true } },
  { target: { compose: "docker-compose.yml", service: "api", port: 80, env: { A: "b" } } },
  { target: { compose: ["a.yml", "b.yml"], service: "api", port: 80, profiles: ["test"] } },
  { dialect: "json", contract: { fiveEvents: {} }, accounts: { env: "A" } },
  { dialect: { json: { auth: "none" } }, contract: { agentRun: { tools: "0.." } } },
  { crowd: { users: 1, sentinels: 0, runsPerUser: 2, tabs: 2, runsAtOnce: 3, maxOpenRuns: 4 } },
  { crowd: { users: 3, duration: "10m", runRate: 5 }, history: "findings" },
  { crowd: { connectRate: 0.5, runRate: 9, prompts: "plain", cancels: 0.1, compression: true } },
  { claims: { isolation: "claimed", clock: "off", resume: "off" }, auth: { verifies: true } },
  {
    version: { url: "https://a/v", field: "a.b", expect: "1" },
    thresholds: { gap: { p99: "1s" } },
  },
  {
    waivers: [waiver],
    seed: "s",
    patience: 1,
    linger: "1.5s",
    timeout: "1h",
    out: "o",
    keep: true,
  },
])("both take config %$", (config) => {
  expect(both(config)).toEqual([true, true]);
});

test.for([
  { usres: 1 },
  { history: "some" },
  { target: { url: 1 } },
  { target: { url, command: "", port: 1 } },
  { target: { image: "i" } },
  { target: { compose: "docker-compose.yml", port: 80 } },
  { target: { compose: [], service: "api", port: 80 } },
  { target: { url, proxy: "" } },
  { target: { image: "i", port: 80, proxy: "http://proxy:3128" } },
  { accounts: { file: "a", env: "b" } },
  { dialect: "netra" },
  { contract: { fiveEvents: {}, agentRun: {} } },
  { crowd: { users: 0 } },
  { crowd: { duration: "long" } },
  { crowd: { duration: "10m", runsPerUser: 2 } },
  { crowd: { users: 1.5 } },
  { crowd: { prompts: "rude" } },
  { claims: { order: "yes" } },
  { claims: { resume: "claimed" } },
  { thresholds: { latency: { p50: 1 } } },
  { thresholds: { first: { p90: 1 } } },
  { waivers: [{ ...waiver, guarantee: "isolation" }] },
  { waivers: [{ ...waiver, reason: "" }] },
  { waivers: [{ guarantee: "order", reason: "known", owner: "team", expires, max: 1 }] },
  { linger: "soon" },
  { linger: -1 },
  { version: { url: "ftp://a", expect: "1" } },
  { keep: "yes" },
])("both refuse config %$", (config) => {
  expect(both(config)).toEqual([false, false]);
});
