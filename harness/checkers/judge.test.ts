import { describe, expect, test } from "vitest";
import { GUARANTEE_NAMES } from "../verdict/guarantee.ts";
import { isLater } from "../verdict/claims.ts";
import { CATALOGUE } from "./catalogue.ts";
import type { CheckerFactory } from "./checker.ts";
import { duplication } from "./duplication/duplication.ts";
import { createJudge } from "./judge.ts";
import { judge, type Story, story, told } from "./testing/judging.ts";

const FIVE = "started thinking executing completed done";

/** A history of amy's single run, with this done to its ops. */
function damaged(change: (ops: ReturnType<typeof told>["ops"]) => void) {
  const tale = told(`amy: ${FIVE}`);
  change(tale.ops);
  const { whole, users } = judge(tale, duplication).damage;
  return { whole, users: [...users] };
}

test("there is a checker for every guarantee that is built, in their order", () => {
  const names = judge(story().end(), ...CATALOGUE).tallies.keys();
  expect([...names]).toEqual(GUARANTEE_NAMES.filter((name) => !isLater(name)));
});

/** A rule of somebody's own: no run may call a tool. */
const noTools: CheckerFactory = function noTools({ report }) {
  let seen = 0;
  return {
    guarantee: "content",
    observe(op) {
      if (op.type !== "event" || op.event.type !== "tool_executing") return;
      seen += 1;
      const { user, index, event } = op;
      const place = { user, victim: null, run: event.run, event: event.type, ops: [index] };
      report({
        guarantee: "content",
        kind: "tool-called",
        ...place,
        message: "A tool was called.",
      });
    },
    tally: () => ({ trials: 0, evaluated: seen, unknown: null }),
  };
};

const cannotStart: CheckerFactory = () => {
  throw new Error("no rules file");
};

describe("a checker of somebody's own", () => {
  const tale = told(`amy: ${FIVE}`, { header: { checkers: ["noTools"] } });
  const judged = (own: readonly CheckerFactory[]) => {
    const judging = createJudge(tale.header, { own });
    for (const op of tale.ops) judging.push(op);
    return judging.finish();
  };

  test("reports beside ours, under a guarantee of ours, and both count", () => {
    const { observations, tallies } = judged([noTools]);
    expect(observations.map(({ guarantee, kind, user }) => [guarantee, kind, user])).toEqual([
      ["content", "tool-called", "amy"],
    ]);
    expect(tallies.get("content")).toMatchObject({ trials: 1, evaluated: 6, unknown: null });
  });

  test("that is not at hand when a stored history is judged again makes it unknown", () => {
    expect(judged([]).tallies.get("reach")?.unknown).toBe(
      "own checkers of the config are code, and not at hand: noTools",
    );
  });

  test("that cannot even start makes the execution unknown", () => {
    expect(judged([noTools, cannotStart]).tallies.get("reach")?.unknown).toBe(
      "checker threw: no rules file",
    );
  });
});

test("a faultless history has no finding, and its envelope tells what happened", () => {
  const { observations, envelope, ended, damage, health } = judge(
    told(`amy: ${FIVE}\nbo: ${FIVE}\ncy: ${FIVE}\namy 2: ${FIVE}`, { header: { verifies: false } }),
    ...CATALOGUE,
  );
  expect(observations).toEqual([]);
  expect(envelope).toEqual({
    users: 3,
    sentinels: 1,
    runs: 4,
    events: 20,
    peakConnections: 4,
    peakRuns: 4,
    durationMs: 6_037,
  });
  expect({ ended, damage }).toEqual({
    ended: "finished",
    damage: { whole: null, users: new Map() },
  });
  expect(health).toEqual({
    eventLoopDelayP99Ms: null,
    maxSendLagMs: null,
    maxTickLagMs: 0,
    saturation: null,
  });
});

test("latencies count from the scheduled send, copies left out", () => {
  const tale = story().open("amy").start("amy").accept("amy").wait(8);
  tale.events("amy", 1, "started started").wait(18).events("amy", 1, "thinking").finish();
  const { latency } = judge(tale, duplication);
  expect(latency).toMatchObject({ accepted: { p50: 1, max: 1 }, first: { max: 10 }, total: null });
  expect(latency.gap?.max).toBe(20);
});

test("nothing observed has no latencies", () => {
  expect(judge(story().end(), duplication).latency).toEqual({
    accepted: null,
    first: null,
    gap: null,
    total: null,
  });
});

type Hook = "observe" | "settle" | "finish" | "tally" | "factory";

/** A checker of order that throws in this hook. */
function bad(hook: Hook): CheckerFactory {
  const fail = (): never => {
    throw new Error(`in ${hook}`);
  };
  const tally = { trials: 1, evaluated: 1, unknown: null };
  const order: CheckerFactory = () => {
    if (hook === "factory") fail();
    return { guarantee: "order", tally: () => tally, [hook]: fail };
  };
  return order;
}

describe("a checker that throws is out, says so, and the others go on", () => {
  test.for(["observe", "settle", "finish", "tally", "factory"] as const)("%s", (hook) => {
    const { tallies, observations } = judge(told(`amy: ${FIVE} done`), bad(hook), duplication);
    expect(tallies.get("order")).toEqual({
      trials: 0,
      evaluated: 0,
      unknown: `checker threw: in ${hook}`,
    });
    expect(tallies.get("duplication")).toEqual({ trials: 1, evaluated: 6, unknown: null });
    expect(observations).toHaveLength(1);
  });
});

/** Reports 2,000 swaps an op. */
const chatty: CheckerFactory = (context) => ({
  guarantee: "order",
  observe() {
    for (let count = 0; count < 2_000; count += 1) {
      context.report({
        guarantee: "order",
        kind: "swap",
        user: null,
        victim: null,
        run: null,
        event: null,
        ops: [],
        message: "",
      });
    }
  },
  tally: () => ({ trials: 1, evaluated: 1, unknown: null }),
});

test("observations are all counted, and kept up to a bound", () => {
  const { observations, observed } = judge(told("amy: started"), chatty);
  expect(observations).toHaveLength(10_000);
  expect(observed.get("order")).toBeGreaterThan(10_000);
});

describe("damage", () => {
  test("a history as it was recorded has none", () => {
    expect(damaged(() => undefined)).toEqual({ whole: null, users: [] });
  });

  test("an op is lost, or stands twice", () => {
    expect(damaged((ops) => ops.splice(4, 2)).whole).toBe("ops 4 to 5 are not in the history");
    expect(damaged((ops) => ops.splice(4, 0, ...ops.slice(3, 4))).whole).toBe(
      "op 3 stands after op 3",
    );
  });

  test("the end is lost, or counts more ops than there are", () => {
    expect(damaged((ops) => ops.pop()).whole).toBe("the history has no end");
    expect(
      damaged((ops) => {
        const end = ops.pop();
        if (end?.type === "end") ops.push({ ...end, ops: end.ops + 1 });
      }).whole,
    ).toMatch(/^\d+ ops were recorded, and \d+ are in the history$/);
  });

  test("the crowd counted more messages than the history holds", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, FIVE).wait(1_500);
    const { damage } = judge(tale.close("amy", { frames: 7, bytes: 610 }).end(), duplication);
    expect([...damage.users]).toEqual([
      ["amy", "connection 0 received 7 messages of 610 bytes, and the history holds 6 of 510"],
    ]);
  });

  test("parts of a message and control frames are no messages", () => {
    const tale = story().open("amy").start("amy").event("amy", 1, "started");
    tale.event("amy", 1, "thinking", { part: 1 }).frame("amy", "control-ping").finish();
    expect(judge(tale, duplication).damage.users.size).toBe(0);
  });

  test("a connection of which nobody tells how it ended", () => {
    const tale = story().open("amy");
    tale.push({ type: "end", reason: "finished", ops: 3, connections: 1 });
    expect([...judge(tale, duplication).damage.users]).toEqual([
      ["amy", "the history does not tell how connection 0 ended"],
    ]);
  });
});

test("online and offline are the same: a judge knows nothing but the ops", () => {
  const tale = told(`amy: ${FIVE} done\nbo: started executing thinking completed done`);
  const stored = structuredClone(tale.ops);
  const online = createJudge(tale.header);
  for (const op of tale.ops) online.push(op);
  expect(judge({ header: tale.header, ops: stored }, ...CATALOGUE)).toEqual(online.finish());
});

/** What a history lacks as a whole. */
function lacks(tale: Story): string | null {
  return judge(tale.finish()).damage.whole;
}

describe("runs that nothing answers", () => {
  const asked = "does the server speak this dialect (start, receive, path)?";
  test("convict nobody of a loss while nothing at all was understood: it may be us", () => {
    const tale = story().open().start("amy").start("bo");
    expect(lacks(tale)).toBe(`2 runs were started and nothing came: ${asked}`);
    const strange = story().open().start("amy").frame("amy", "unknown").frame("amy", "malformed");
    expect(lacks(strange)).toBe(
      `a run was started and of 2 messages that came, none was understood: ${asked}`,
    );
  });

  test("are plain losses as soon as one run of anybody was answered", () => {
    expect(lacks(story().open().start("amy").start("bo").accept("bo"))).toBe(null);
    expect(lacks(story().open().start("amy").start("bo").events("bo", 1, "started"))).toBe(null);
  });
});
