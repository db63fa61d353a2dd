import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { columns } from "./columns.ts";
import { renderStatus } from "./status.ts";

const figures = {
  phase: "running",
  connections: 28,
  plannedConnections: 28,
  running: 25,
  ended: 400,
  plannedRuns: 1_000,
  share: 0.4,
  events: 2_120,
  pace: 212.4,
  left: 42_300,
  violations: 0,
  elapsedMs: 5_123,
};

const page = { colour: false, unicode: true, width: 120 };

test("how far, how many, how fast, how long still", () => {
  expect(renderStatus(figures, page)).toBe(
    "running 5.1 s · ████░░░░░░░░ · 400/1,000 runs · 25 open · 28/28 connected · 212 events/s · 43 s left",
  );
});

test("where there is no room the least telling goes, and what was seen amiss stays", () => {
  const amiss = { ...figures, violations: 2 };
  const at = (width: number): string => renderStatus(amiss, { ...page, width });
  expect([at(100), at(80), at(60), at(40), at(20)]).toEqual([
    "running 5.1 s · 2 violations · 400/1,000 runs · 25 open · 28/28 connected · 212 events/s · 43 s left",
    "running 5.1 s · 2 violations · 400/1,000 runs · 212 events/s · 43 s left",
    "running 5.1 s · 2 violations · 400/1,000 runs · 43 s left",
    "running 5.1 s · 2 violations",
    "running 5.1 s",
  ]);
});

test("before there is a pace the events are counted, and nothing is foretold", () => {
  const nothing = { pace: null, left: null, running: 0, ended: 0, share: 0 };
  const early = { ...figures, ...nothing, phase: "connecting" };
  expect(renderStatus({ ...early, events: 1 }, { ...page, width: 80 })).toBe(
    "connecting 5.1 s · ░░░░░░░░░░░░ · 0/1,000 runs · 28/28 connected · 1 event",
  );
});

const leftOf = (left: number): string | undefined =>
  renderStatus({ ...figures, left }, page)
    .split(" · ")
    .at(-1);

test("where the time says when it is enough, there is no number of runs to reach", () => {
  expect(renderStatus({ ...figures, plannedRuns: null }, page)).toBe(
    "running 5.1 s · ████░░░░░░░░ · 400 runs · 25 open · 28/28 connected · 212 events/s · 43 s left",
  );
});

test("a long way is told in minutes", () => {
  expect([0, 900, 99_000, 100_000, 3_600_000].map(leftOf)).toEqual([
    "1 s left",
    "1 s left",
    "99 s left",
    "2 min left",
    "60 min left",
  ]);
});

test("without unicode there is only ASCII", () => {
  expect(renderStatus(figures, { ...page, unicode: false })).toBe(
    "running 5.1 s | [####--------] | 400/1,000 runs | 25 open | 28/28 connected | 212 events/s | 43 s left",
  );
});

test("only violations have a colour, and colour takes no room", () => {
  const amiss = { ...figures, violations: 1 };
  const coloured = renderStatus(amiss, { ...page, colour: true });
  expect(coloured).toContain("\u001b[1m\u001b[31m1 violation\u001b[39m\u001b[22m");
  expect(stripVTControlCharacters(coloured)).toBe(renderStatus(amiss, page));
  expect(renderStatus(figures, { ...page, colour: true })).toBe(renderStatus(figures, page));
});

test("whatever the figures, the line fits", () => {
  const count = fc.nat();
  fc.assert(
    fc.property(count, count, count, fc.integer({ min: 10, max: 200 }), (a, b, c, width) => {
      const some = { ...figures, ended: a, plannedRuns: b, events: c, violations: a, pace: c };
      expect(columns(renderStatus(some, { ...page, width }))).toBeLessThanOrEqual(width);
    }),
  );
});
