import { describe, expect, test } from "vitest";
import type { SpanRule } from "../../contract/contract.ts";
import { interleave, one, repeat, sequence, spans } from "../../contract/grammar.ts";
import type { DialectDescription } from "../../history/header.ts";
import type { AgentEvent, EventOp } from "../../history/op.ts";
import { copyRules } from "./copies.ts";
import { markOf } from "./mark-of.ts";

const TOOL: SpanRule = {
  open: "call",
  close: "result",
  inside: ["delta"],
  id: "id",
  label: null,
  echoes: [],
  delta: null,
  follow: ["receipt"],
};
const STEP: SpanRule = {
  ...TOOL,
  open: "step",
  close: "stepped",
  inside: [],
  follow: [],
  reopens: true,
};
const CONTRACT = {
  grammar: sequence(
    one("started"),
    repeat(one("twice"), 2, 2),
    interleave(repeat(one("thinking")), spans("tool"), spans("step"), repeat(one("receipt"))),
    one("done"),
  ),
  spans: { tool: TOOL, step: STEP },
};

interface Setting {
  readonly eventIds?: DialectDescription["eventIds"];
  readonly over?: boolean;
}

type Said = Partial<AgentEvent> & Pick<AgentEvent, "type">;

/** What the last of these events repeats: its place among those before it, and how; null: nothing. */
function copy(events: readonly Said[], { eventIds = "global", over = false }: Setting = {}) {
  const find = copyRules(CONTRACT, eventIds);
  const ops = events.map((said, index): EventOp => {
    const blank = { run: "r", thread: null, user: null, id: null, seq: null, at: null, data: {} };
    const event: AgentEvent = { ...blank, ...said };
    return { type: "event", index, time: index, connection: 0, user: "amy", bytes: 1, event };
  });
  const received = ops
    .slice(0, -1)
    .map((op) => ({ op, copyOf: null, copyKind: null, mark: markOf(op.event.id) }));
  const last = ops.at(-1);
  const found =
    last === undefined
      ? null
      : find(
          { received, index: null, repeats: true, pieces: null },
          last,
          markOf(last.event.id),
          over,
        );
  return found === null ? null : [found.of.op.index, found.kind];
}

/** How a `done` with `later` repeats one with `earlier`. */
function kindOf(earlier: object, later: object) {
  return copy([
    { type: "done", ...earlier },
    { type: "done", ...later },
  ])?.[1];
}

const of = (type: string, id: string) => ({ type, data: { id } });
const said = (text: string) => ({ data: { text } });

describe("without an id and a number", () => {
  test("an equal payload is a copy where the contract wants the event once", () => {
    expect(copy([{ type: "started" }, { type: "started" }])).toEqual([0, "same"]);
    expect(copy([{ type: "made-up" }, { type: "made-up" }])).toEqual([0, "same"]);
    expect(
      copy([
        { type: "done", ...said("a") },
        { type: "done", ...said("b") },
      ]),
    ).toBeNull();
  });

  test("an equal payload is none where the event may come again", () => {
    expect(copy([{ type: "thinking" }, { type: "thinking" }])).toBeNull();
    expect(copy([{ type: "twice" }, { type: "twice" }])).toBeNull();
  });

  test("any of several earlier events may be the one that is repeated", () => {
    const events = ["a", "b", "c"].map((text) => ({ type: "done", ...said(text) }));
    expect(copy([...events, { type: "done", ...said("a") }])).toEqual([0, "same"]);
    expect(copy([...events, { type: "done", ...said("c") }])).toEqual([2, "same"]);
  });

  test("sixteen of a kind are compared, and no more", () => {
    const events = Array.from({ length: 17 }, (_, n) => ({ type: "done", ...said(`${n}`) }));
    expect(copy([...events, { type: "done", ...said("15") }])).toEqual([15, "same"]);
    expect(copy([...events, { type: "done", ...said("16") }])).toBeNull();
  });
});

describe("by its number", () => {
  test("an event that may come again is a copy under the number that it had", () => {
    expect(
      copy([
        { type: "thinking", seq: 3 },
        { type: "thinking", seq: 3 },
      ]),
    ).toEqual([0, "same"]);
    expect(
      copy([
        { type: "thinking", seq: 3 },
        { type: "thinking", seq: 4 },
      ]),
    ).toBeNull();
  });

  test("an event that may come once is a copy under another number too", () => {
    expect(
      copy([
        { type: "done", seq: 3 },
        { type: "done", seq: 4 },
      ]),
    ).toEqual([0, "re-id"]);
    expect(
      copy([
        { type: "done", seq: 3 },
        { type: "done", seq: 3 },
      ]),
    ).toEqual([0, "same"]);
    expect(copy([{ type: "done", seq: 3 }, { type: "done" }])).toEqual([0, "same"]);
    expect(copy([{ type: "done" }, { type: "done", seq: 3 }])).toEqual([0, "same"]);
  });
});

describe("by its id", () => {
  test("the same id and payload is the same event, however often it may come", () => {
    expect(
      copy([
        { type: "thinking", id: "1" },
        { type: "thinking", id: "1" },
      ]),
    ).toEqual([0, "same"]);
  });

  test("the same id on another payload, or on another type, is an equivocation", () => {
    const first = { type: "thinking", id: "1", ...said("a") };
    expect(copy([first, { ...first, ...said("b") }])).toEqual([0, "equivocation"]);
    expect(copy([first, { ...first, type: "done" }])).toEqual([0, "equivocation"]);
  });

  test("an equal payload under another id is a re-id; where one has none its number tells", () => {
    expect(kindOf({ id: "1" }, { id: "2" })).toBe("re-id");
    expect(kindOf({ id: "1", seq: 3 }, { id: "2", seq: 3 })).toBe("re-id");
    expect(kindOf({ id: "1", seq: 3 }, { seq: 4 })).toBe("re-id");
    expect(kindOf({ seq: 3 }, { id: "2", seq: 4 })).toBe("re-id");
    expect(kindOf({ id: "1", seq: 3 }, { seq: 3 })).toBe("same");
    expect(kindOf({ id: "1" }, {})).toBe("same");
    expect(kindOf({}, { id: "2" })).toBe("same");
  });

  test("after the end an empty payload under another id proves nothing, a full one does", () => {
    const over = { over: true };
    const empty = { type: "done", id: "1" };
    const full = { ...empty, ...said("a") };
    expect(copy([empty, { ...empty, id: "2" }], over)).toBeNull();
    expect(copy([empty, { ...empty, id: "2" }])).toEqual([0, "re-id"]);
    expect(copy([full, { ...full, id: "2" }], over)).toEqual([0, "re-id"]);
    expect(copy([{ type: "done" }, { type: "done" }], over)).toEqual([0, "same"]);
  });
});

describe("where the server declares nothing of ids", () => {
  const undeclared = { eventIds: "undeclared" } as const;

  test("one id on two types is no equivocation, and neither are two numbers", () => {
    const first = { type: "thinking", id: "1", ...said("a") };
    const other = { ...first, ...said("b") };
    expect(copy([first, { ...first, type: "done" }], undeclared)).toBeNull();
    expect(
      copy(
        [
          { ...first, seq: 1 },
          { ...other, seq: 2 },
        ],
        undeclared,
      ),
    ).toBeNull();
    expect(
      copy(
        [
          { ...first, seq: 1 },
          { ...other, seq: 1 },
        ],
        undeclared,
      )?.[1],
    ).toBe("equivocation");
    expect(copy([{ ...first, seq: 1 }, other], undeclared)?.[1]).toBe("equivocation");
    expect(copy([first, { ...other, seq: 1 }], undeclared)?.[1]).toBe("equivocation");
    expect(copy([first, other], undeclared)?.[1]).toBe("equivocation");
  });

  test("of several events under one id the first is remembered by it, the others by their kind", () => {
    const [thinking, done] = [
      { type: "thinking", id: "1" },
      { type: "done", id: "1" },
    ];
    expect(copy([thinking, done, thinking], undeclared)).toEqual([0, "same"]);
    expect(copy([thinking, done, done], undeclared)).toEqual([1, "same"]);
  });
});

describe("of a span", () => {
  test.for(["call", "result", "receipt"])("each id has one %s", (type) => {
    expect(copy([of(type, "a"), of(type, "a")])).toEqual([0, "same"]);
    expect(copy([of(type, "a"), of(type, "b")])).toBeNull();
  });

  test("an id may have any number of pieces, and come again where the span may reopen", () => {
    for (const type of ["delta", "step", "stepped"]) {
      expect(copy([of(type, "a"), of(type, "a")])).toBeNull();
      expect(
        copy([
          { ...of(type, "a"), seq: 1 },
          { ...of(type, "a"), seq: 1 },
        ]),
      ).toEqual([0, "same"]);
    }
  });
});
