import { expect, test } from "vitest";
import { checkCommand, replayCommand, safeUrl } from "./replay.ts";
import { resolveSettings } from "./settings.ts";

test("a demo is repeated with its seed and its shape", () => {
  const settings = resolveSettings({ seed: "abc", crowd: { tabs: 2 } }, { demo: "container" });
  expect(replayCommand(settings, null)).toBe(
    "npx quintet demo --target container --seed abc --users 25 --sentinels 3 --runs-per-user 4 --tabs 2",
  );
});

test("a soak is repeated for as long", () => {
  const settings = resolveSettings(
    { seed: "abc", crowd: { duration: "1.5m" } },
    { demo: "process" },
  );
  expect(replayCommand(settings, null)).toBe(
    "npx quintet demo --seed abc --users 25 --sentinels 3 --duration 90000ms",
  );
});

test("an address is named without what may be a secret, and quoted where a shell would read more into it", () => {
  const target = { url: "wss://me:pass@example.com/a path?token=t0p" };
  const settings = resolveSettings({ target, seed: "it's" });
  expect(replayCommand(settings, null)).toBe(
    "npx quintet run --url wss://example.com/a%20path --seed 'it'\\''s' --users 5 --sentinels 2 --runs-per-user 2",
  );
});

test("a config is named by its file", () => {
  const settings = resolveSettings({
    target: { command: "node s.js", url: "ws://127.0.0.1:{port}/" },
    seed: "s",
  });
  expect(replayCommand(settings, "quintet.config.ts")).toMatch(
    /^npx quintet run quintet\.config\.ts --seed s /,
  );
  expect(checkCommand("out put")).toBe("npx quintet check 'out put'");
});

test.for([
  ["wss://example.com/ws", " --url wss://example.com/ws"],
  ["wss://example.com/ws?token=t0p", ""],
  ["wss://me:pass@example.com/ws", ""],
] as const)("beside a config an address is named only where it is whole: %s", ([url, named]) => {
  expect(
    replayCommand(resolveSettings({ target: { url }, seed: "s" }), "quintet.config.ts"),
  ).toContain(`npx quintet run quintet.config.ts${named} --seed s `);
});

test("what is no address is not repeated", () => {
  expect(safeUrl("secret@nowhere")).toBe("(not a URL)");
});
