import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { EventOp, Op } from "../../../history/op.ts";
import type { Slice } from "../../../history/slice.ts";
import { execute } from "../../../properties/testing/execution.ts";
import {
  byOps,
  expectSame,
  inChunks,
  PLAIN,
  written,
} from "../../../properties/testing/plainly.ts";
import type { Script, Speech } from "../../../properties/testing/script.ts";
import { scripts } from "../../../properties/testing/scripts.ts";
import { PATIENCE, worldOf } from "../../../properties/testing/world.ts";
import { judgePlainly } from "./judge-plainly.ts";

const SPEECH: Speech = {
  welcome: "promised",
  acceptance: "promised",
  announces: true,
  user: "promised",
  thread: "promised",
  id: "promised",
  ids: "run",
  seq: "promised",
  numbering: "run",
  seqFrom: 1,
  time: "promised",
  clock: "milliseconds",
  callIds: true,
  extras: false,
  batches: false,
};

/** Two users, of one run each, of a server that says everything. */
function script(): Script {
  const [any] = fc.sample(scripts, { numRuns: 1, seed: 7 });
  if (any === undefined) throw new Error("no script");
  const plain = PLAIN.reduce((all, make) => make(all), any);
  const crowd = { ...plain.crowd, users: 2, sentinels: 1, runsPerUser: 1, rate: null };
  const answers = plain.answers.slice(0, 1).map((answer) => ({ ...answer, delays: [5] }));
  const terms = { ...plain.terms, deadlines: false };
  return { ...plain, crowd, terms, speech: SPEECH, answers, noise: [] };
}

const { header } = worldOf(script());
const { ops } = execute(worldOf(script()));
const ALL = { slice: { index: 0, count: 1 }, apart: false };

/** Of the record as it is then, whose connections counted what came. */
async function isGlanced(change: (all: readonly Op[]) => readonly Op[]): Promise<boolean> {
  return await expectSame(written(header, recounted(change(ops)), ALL));
}

function recounted(all: readonly Op[]): readonly Op[] {
  const messages = all.filter((op) => op.type === "event" || op.type === "frame");
  return all.map((op, index): Op => {
    if (op.type === "end") return { ...op, index, ops: all.length };
    if (op.type !== "close") return { ...op, index };
    const its = messages.filter(({ connection }) => connection === op.connection);
    return {
      ...op,
      index,
      frames: its.length,
      bytes: its.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  });
}

function events(change: (op: EventOp) => EventOp): (all: readonly Op[]) => readonly Op[] {
  return (all) => all.map((op) => (op.type === "event" ? change(op) : op));
}

function told(event: Partial<EventOp["event"]>): (all: readonly Op[]) => readonly Op[] {
  return events((op) => ({ ...op, event: { ...op.event, ...event } }));
}

const isFirst = ({ event }: EventOp): boolean => event.seq === 1;

test("two users of a server that says everything are judged at a glance", async () => {
  expect(await isGlanced((all) => all)).toBe(true);
});

test("not where nobody says that it is a slice: then no ids are kept that could be compared", async () => {
  const { lines } = written(header, ops, ALL);
  const whole = { ...header, plan: { ...header.plan, overlap: 0 } };
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  const judged = async (slice: Slice | null) =>
    await judgePlainly(inChunks(bytes, 100), whole, slice);
  expect([(await judged(ALL.slice)) === null, await judged(null)]).toEqual([false, null]);
});

test("so are they where the server takes its time", async () => {
  expect(await isGlanced((all) => from(all.findIndex(isAcceptance), all, PATIENCE / 2))).toBe(true);
});

test("so are they where payloads were cut, and are as they must be all the same", async () => {
  expect(await isGlanced(events((op) => ({ ...op, truncated: true })))).toBe(true);
});

test.each<[string, (all: readonly Op[]) => readonly Op[]]>([
  [
    "a run was acknowledged twice",
    (all) => all.flatMap((op) => (isAcceptance(op) ? [op, op] : [op])),
  ],
  ["no acknowledgement came, which is promised", (all) => all.filter((op) => !isAcceptance(op))],
  [
    "more events were announced than came",
    (all) => all.map((op) => (isAcceptance(op) ? { ...op, announced: 6 } : op)),
  ],
  ["no event has the number that is promised", told({ seq: null })],
  ["no event has the time that is promised", told({ at: null })],
  ["two events of a run have one id", told({ id: "e" })],
  ["an event has an id of no character", events((op) => (isFirst(op) ? named(op, "") : op))],
  ["an id is not of ASCII", events((op) => (isFirst(op) ? named(op, "naïve") : op))],
  ["a text is a blank, and no plain one", events((op) => texts(op, "\u3000"))],
  ["a text begins with a byte that nobody sees", events((op) => texts(op, "\u007f"))],
  ["an event is of nobody", told({ run: null })],
  ["a token came back", events((op) => ({ ...op, tokens: ["bo"] }))],
  ["two markers came in one message", events((op) => ({ ...op, canaries: ["a", "b"] }))],
  ["a message held several things", (all) => all.flatMap((op) => split(op))],
  [
    "the patience was spent before the acknowledgement came",
    (all) => from(all.findIndex(isAcceptance), all, PATIENCE),
  ],
  ["a connection has a number that nobody counts to", (all) => all.map((op) => renumbered(op))],
  ["a sentinel opened a connection as a user", (all) => all.map((op) => recast(op, "user"))],
  ["a user opened his second connection as a sentinel", (all) => all.map((op) => shared(op))],
  ["somebody broke something on purpose", (all) => [...all.slice(0, -1), DRAIN, ...all.slice(-1)]],
  ["time runs backwards", events((op) => ({ ...op, time: isFirst(op) ? op.time + 9 : op.time }))],
  ["the record ends before its end", (all) => all.slice(0, -1)],
  ["nothing was recorded", () => []],
])("nobody glances over it where %s", async (_what, change) => {
  expect(await isGlanced(change)).toBe(false);
});

/** A user's first connection under another number. */
function renumbered(op: Op): Op {
  return "connection" in op && op.connection === 0 ? { ...op, connection: 1e15 } : op;
}

function recast(op: Op, role: "user"): Op {
  return op.type === "open" && op.role === "sentinel" ? { ...op, role } : op;
}

/** What the sentinel opened is the user's, too. */
function shared(op: Op): Op {
  const [user] = header.plan.users.filter(({ role }) => role === "user");
  return op.type === "open" && op.role === "sentinel" ? { ...op, user: user?.id ?? null } : op;
}

const DRAIN: Op = {
  index: 0,
  time: ops.at(-1)?.time ?? 0,
  type: "fault",
  fault: "drain",
  user: null,
  connection: null,
};

function named(op: EventOp, id: string): EventOp {
  return { ...op, event: { ...op.event, id } };
}

/** With this in place of what the answer says. */
function texts(op: EventOp, text: string): EventOp {
  const { data } = op.event;
  return "final_response" in data
    ? { ...op, event: { ...op.event, data: { ...data, final_response: text } } }
    : op;
}

function split(op: Op): readonly Op[] {
  return op.type === "event" && isFirst(op) ? [op, { ...op, part: 1, bytes: 0 }] : [op];
}

function isAcceptance(op: Op): boolean {
  return op.type === "frame" && op.kind === "accepted";
}

/** From this op on everything is so many milliseconds later. */
function from(at: number, all: readonly Op[], later: number): readonly Op[] {
  return all.map((op, index) => (index < at ? op : { ...op, time: op.time + later }));
}

test("an op with the number of another is looked at closely", async () => {
  const record = written(header, ops, ALL);
  const at = ops.findIndex(({ type }) => type === "event");
  const lines = record.lines.map((line) => line.replace(`{"index":${at},`, `{"index":${at + 1},`));
  expect(lines).not.toEqual(record.lines);
  expect(await expectSame({ ...record, lines })).toBe(false);
});

test("two users whose runs have one id are looked at closely", async () => {
  const record = written(header, ops, ALL);
  expect(await expectSame(record)).toBe(true);
  const [one = "", other = ""] = ops.flatMap((op) => (op.type === "send" ? (op.run ?? []) : []));
  const lines = record.lines.map((line) => line.replaceAll(other, one));
  expect(await expectSame({ ...record, lines })).toBe(false);
  expect(byOps({ ...record, lines })?.unclear).toBe("something was found");
});
