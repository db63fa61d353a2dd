import { expect, test } from "vitest";
import type { Config } from "./config.ts";
import { checkCommand, replayCommand, safeUrl } from "./replay.ts";
import { resolveSettings } from "./settings.ts";

const NOWHERE = { configFile: null };

test("a demo is repeated with its seed and its shape", () => {
  const settings = resolveSettings({ seed: "abc", crowd: { tabs: 2 } }, { demo: "container" });
  expect(replayCommand(settings, NOWHERE)).toBe(
    "npx quintet demo --target container --seed abc --users 25 --sentinels 3 --runs-per-user 4 --tabs 2",
  );
});

test("a demo with a fault is repeated with it", () => {
  const settings = resolveSettings({ seed: "abc" }, { demo: "process", fault: "misroute" });
  expect(replayCommand(settings, NOWHERE)).toBe(
    "npx quintet demo --fault misroute --seed abc --users 25 --sentinels 3 --runs-per-user 4",
  );
});

test("a soak is repeated for as long", () => {
  const settings = resolveSettings(
    { seed: "abc", crowd: { duration: "1.5m" } },
    { demo: "process" },
  );
  expect(replayCommand(settings, NOWHERE)).toBe(
    "npx quintet demo --seed abc --users 25 --sentinels 3 --duration 90000ms",
  );
});

test("an address is named without what may be a secret, and quoted where a shell would read more into it", () => {
  const target = { url: "wss://me:pass@example.com/a path?token=t0p" };
  const settings = resolveSettings({ target, seed: "it's" });
  expect(replayCommand(settings, NOWHERE)).toBe(
    "npx quintet run --url wss://example.com/a%20path --seed 'it'\\''s' --users 5 --sentinels 2 --runs-per-user 2",
  );
});

test("a config is named by its file", () => {
  const settings = resolveSettings({
    target: { command: "node s.js", url: "ws://127.0.0.1:{port}/" },
    seed: "s",
  });
  expect(replayCommand(settings, { configFile: "quintet.config.ts" })).toMatch(
    /^npx quintet run quintet\.config\.ts --seed s /,
  );
  expect(checkCommand("out put")).toBe("npx quintet check 'out put'");
});

test("how an address is reached, and how many workers share the crowd", () => {
  const target = { url: "wss://h.example/ws", ca: "corp.pem", proxy: "http://me:pass@proxy:3128" };
  const settings = resolveSettings({ target, seed: "s", workers: 2 });
  expect(replayCommand(settings, NOWHERE)).toBe(
    "npx quintet run --url wss://h.example/ws --ca corp.pem --proxy http://proxy:3128 --seed s --users 5 --sentinels 2 --runs-per-user 2 --workers 2",
  );
});

test("what a config says itself is left to it, and what replaced it is named", () => {
  const shape = "--seed s --users 5 --sentinels 2 --runs-per-user 2";
  const own: Config = {
    target: { url: "wss://h.example/ws?token=t0p", ca: "corp.pem", proxy: "http://me:pass@p:1" },
    workers: 4,
    patience: "2s",
  };
  const replayed = (flags: Config) =>
    replayCommand(resolveSettings({ ...own, ...flags, seed: "s" }), { configFile: "q.ts", own });
  expect(replayed({})).toBe(`npx quintet run q.ts ${shape} --workers 4 --patience 2000ms`);
  expect(replayed({ target: { ...own.target, url: "wss://other.example/ws?token=t1p" } })).toBe(
    `npx quintet run q.ts --url wss://other.example/ws ${shape} --workers 4 --patience 2000ms`,
  );
  expect(replayed({ workers: 1, patience: "30s" })).toBe(
    `npx quintet run q.ts ${shape} --workers 1 --patience 30000ms`,
  );
});

test("a gate is repeated as one: it masks what it keeps, and knows what it expects", () => {
  const own: Config = {
    target: { url: "wss://h.example/ws", timeout: "10s" },
    version: { url: "https://h.example/version", expect: "1" },
  };
  const config: Config = {
    ...own,
    target: { url: "wss://h.example/ws", timeout: "120s" },
    version: { url: "https://h.example/version", expect: "v 2" },
    seed: "s",
  };
  const origin = { configFile: "q.ts", own, gate: { baseline: "main/verdict.json" } };
  expect(replayCommand(resolveSettings(config), origin)).toBe(
    "npx quintet gate q.ts --url wss://h.example/ws --seed s --users 5 --sentinels 2 --runs-per-user 2 --wait 120s --expect-version 'v 2' --baseline main/verdict.json",
  );
  expect(replayCommand(resolveSettings(own), { ...origin, gate: { baseline: null } })).toMatch(
    /^npx quintet gate q\.ts --url \S+ --seed \w+ --users 5 --sentinels 2 --runs-per-user 2 --expect-version 1$/,
  );
});

test("what is no address is not repeated", () => {
  expect(safeUrl("secret@nowhere")).toBe("(not a URL)");
});
