import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { crowdOptions, type Memory, memory, onAsked, say, serve } from "./testing.ts";
import { runCrowd } from "./crowd.ts";
import { createTabs } from "./tabs.ts";

const RUNS: Readonly<Record<string, string>> = { r1: "amy", r2: "amy", r3: "bo" };

const tab = (number: number, user: string) => ({ seat: { number, user } });

/** Whoever hears the end of a run first ends it. */
function opened() {
  const ended = new Set<string>();
  const known = createTabs((run, user) => RUNS[run] === user && !ended.has(run));
  const tabs = {
    get waitingSince() {
      return known.waitingSince;
    },
    opened: (one: Parameters<typeof known.opened>[0]) => known.opened(one),
    closed: (one: Parameters<typeof known.closed>[0]) => known.closed(one),
    heard(...[by, run, last, now]: Parameters<typeof known.heard>): void {
      known.heard(by, run, last, now);
      if (last && run !== null && RUNS[run] === by.seat.user) ended.add(run);
    },
  };
  const [first, second, bo] = [tab(0, "amy"), tab(1, "amy"), tab(2, "bo")];
  for (const one of [first, second, bo]) tabs.opened(one);
  return { tabs, first, second, bo };
}

test("a tab waits from the newest event of a run whose end another has seen, until it sees it itself", () => {
  const { tabs, first, second } = opened();
  tabs.heard(first, "r1", false, 10);
  expect(tabs.waitingSince).toBe(null);
  tabs.heard(first, "r1", true, 20);
  expect(tabs.waitingSince).toBe(20);
  tabs.heard(second, "r1", false, 30);
  expect(tabs.waitingSince).toBe(30);
  tabs.heard(second, "r1", true, 40);
  expect(tabs.waitingSince).toBe(null);
  tabs.heard(first, "r1", true, 50);
  expect(tabs.waitingSince).toBe(null);
});

test("as long as one of several tabs is behind, it is waited for", () => {
  const { tabs, first, second } = opened();
  const third = tab(3, "amy");
  tabs.opened(third);
  tabs.heard(first, "r1", true, 10);
  tabs.heard(second, "r1", true, 20);
  expect(tabs.waitingSince).toBe(20);
  tabs.closed(third);
  expect(tabs.waitingSince).toBe(null);
});

test("who closes waits for nothing, who has one tab neither, and nobody for another's run", () => {
  const { tabs, first, second, bo } = opened();
  tabs.heard(bo, "r3", true, 10);
  tabs.heard(bo, "r1", true, 10);
  tabs.heard(first, "r3", true, 10);
  tabs.heard(first, null, true, 10);
  expect(tabs.waitingSince).toBe(null);
  tabs.heard(first, "r2", true, 20);
  expect(tabs.waitingSince).toBe(20);
  tabs.heard(bo, "r2", true, 30);
  expect(tabs.waitingSince).toBe(20);
  tabs.closed(second);
  expect(tabs.waitingSince).toBe(null);
});

test("the crowd waits for a tab that sees an end long after the other, and not for ever", async () => {
  const tabs: WebSocket[] = [];
  const server = await serve((socket) => {
    tabs.push(socket);
    onAsked(socket, ({ run_id }) => {
      const end = { type: "agent_completed", run_id };
      say(socket, end);
      setTimeout(() => tabs.filter((one) => one !== socket).forEach((one) => say(one, end)), 60);
    });
  });
  const witness = memory();
  const options = crowdOptions(server.url, witness, { tabs: 2 }, { patience: 10_000, linger: 5 });
  await runCrowd({ ...options, everyTab: true });
  const heard = witness.seen.flatMap((op) => (op.type === "message" ? [op.connection] : []));
  expect(heard).toEqual([0, 1]);
});

test.each([
  ["a plan of runs", {}],
  ["a soak", { runsPerUser: null, duration: 20 }],
])(
  "the crowd gives a deaf tab up when the patience is spent, and not before: %s",
  async (_what, shape) => {
    const server = await serve((socket) =>
      onAsked(socket, ({ run_id }) => say(socket, { type: "agent_completed", run_id })),
    );
    const witness = memory();
    const heard: number[] = [];
    const noting: Memory = {
      ...witness,
      message(...told) {
        heard.push(witness.now());
        return witness.message(...told);
      },
    };
    const limits = { patience: 100, linger: 5 };
    const options = crowdOptions(server.url, noting, { tabs: 2, ...shape }, limits);
    await runCrowd({
      ...options,
      everyTab: true,
      onPhase: (phase) => void (phase === "done" && heard.push(witness.now())),
    });
    const [end = NaN, done = NaN] = heard.slice(-2);
    expect(done - end).toBeGreaterThanOrEqual(100);
  },
);
