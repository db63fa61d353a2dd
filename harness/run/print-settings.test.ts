import { expect, test } from "vitest";
import { printSettings } from "./print-settings.ts";
import { resolveSettings } from "./settings.ts";

const shown = (config: Parameters<typeof resolveSettings>[0]) =>
  JSON.parse(printSettings(resolveSettings(config, undefined, {}))) as Record<string, unknown>;

test("what an execution would run with is shown, defaults filled in", () => {
  const settings = shown({ target: { url: "ws://127.0.0.1:1/ws" }, seed: "s", linger: "3s" });
  expect(settings).toMatchObject({
    target: { url: "ws://127.0.0.1:1/ws" },
    accounts: "minted",
    seed: "s",
    linger: 3_000,
    patience: 30_000,
    crowd: { users: 5, sentinels: 2, runsPerUser: 2 },
    claims: { isolation: "claimed", resume: "off" },
    dialect: { name: "json" },
    contract: { name: "five-events", echo: "expected" },
  });
});

test("what may be a secret is not", () => {
  const attached = shown({ target: { url: "wss://amy:pass@example.com/ws?token=s3cret" } });
  expect(attached["target"]).toEqual({ url: "wss://example.com/ws" });
  const proxy = "amy:s3cret@proxy.example.com:3128";
  const led = shown({ target: { url: "wss://example.com/ws", proxy, ca: "corp.pem" } });
  expect(led["target"]).toEqual({
    url: "wss://example.com/ws",
    proxy: "http://proxy.example.com:3128",
    ca: "corp.pem",
  });
  const started = shown({
    target: { command: "server", url: "ws://127.0.0.1:{port}/ws", env: { API_KEY: "s3cret" } },
    accounts: () => [],
  });
  expect(started["target"]).toEqual({
    command: "server",
    url: "ws://127.0.0.1:{port}/ws",
    env: { API_KEY: "(hidden)" },
  });
  expect(started["accounts"]).toBe("(code)");
  const http = "http://bob:s3cret@127.0.0.1:{port}/health?token=s3cret";
  for (const [given, told] of [
    [http, "http://127.0.0.1:{port}/health"],
    ["/health?token=s3cret", "/health"],
  ] as const) {
    const waited = shown({
      target: { command: "server", url: "ws://127.0.0.1:{port}/ws", ready: { http: given } },
    });
    expect(waited["target"]).toMatchObject({ ready: { http: told } });
  }
});
