import { expect, test } from "vitest";
import { resolveSettings } from "../run/settings.ts";
import { announce } from "./announce.ts";

function announced(crowd: { users: number; sentinels: number }, plannedRuns: number): string {
  const settings = resolveSettings({
    target: { url: "ws://127.0.0.1:1/ws" },
    seed: "s",
    crowd: { ...crowd, runsPerUser: 1 },
  });
  return announce(settings, { plannedRuns, duration: null });
}

test("one is one, and many have their thousands apart", () => {
  expect(announced({ users: 1, sentinels: 0 }, 1)).toBe(
    "Quintet will start 1 agent run on 127.0.0.1:1: 1 user and 0 sentinels, seed s.",
  );
  expect(announced({ users: 8_000, sentinels: 1 }, 8_000)).toBe(
    "Quintet will start 8,000 agent runs on 127.0.0.1:1: 8,000 users and 1 sentinel, seed s.",
  );
});
