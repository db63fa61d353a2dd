import { expect, test } from "vitest";
import { renderStatus } from "./status.ts";

const figures = {
  phase: "running",
  connections: 28,
  plannedConnections: 28,
  running: 25,
  ended: 40,
  plannedRuns: 1_000,
  events: 212,
  elapsedMs: 5_123,
};

test("says how far it is", () => {
  expect(renderStatus(figures, { width: 80 })).toBe(
    "running 5.1 s | runs 40/1,000, 25 open | sockets 28/28 | 212 events",
  );
});

test("findings come early, so that a narrow line still shows them", () => {
  expect(renderStatus({ ...figures, findings: 2 }, { width: 40 })).toBe(
    "running 5.1 s | 2 findings | runs 40/1,…",
  );
});
