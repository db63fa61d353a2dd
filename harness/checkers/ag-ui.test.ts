import { describe, expect, test } from "vitest";
import { agUi } from "../contract/ag-ui.ts";
import type { Contract } from "../contract/contract.ts";
import { completeness } from "./completeness/completeness.ts";
import { duplication } from "./duplication/duplication.ts";
import { order } from "./order.ts";
import { pairing } from "./pairing/pairing.ts";
import { agUiStory } from "./testing/ag-ui-story.ts";
import { agUiEvents } from "./testing/ag-ui-words.ts";
import { judge } from "./testing/judging.ts";

const STRICT = agUi({ strict: true });

/** What is found in a stream, each with the places of its events in the line; the send is left out. */
function found(line: string, contract: Contract = agUi()) {
  const tale = agUiStory(agUiEvents(line), contract).finish();
  const events = tale.ops.filter(({ type }) => type === "event").map(({ index }) => index);
  const { observations } = judge(tale, completeness, duplication, order, pairing);
  return observations.map(({ guarantee, kind, event, ops }) => [
    `${guarantee}/${kind}`,
    event,
    ops.map((op) => events.indexOf(op)).filter((place) => place !== -1),
  ]);
}

/** Messages of what one checker finds. */
function words(line: string, contract: Contract): readonly string[] {
  const tale = agUiStory(agUiEvents(line), contract).finish();
  return judge(tale, order, pairing).observations.map(({ message }) => message);
}

/** Kinds of what pairing finds in a message of one chunk that names it, these that do not, and a snapshot of it. */
function chunked(...rest: ReturnType<typeof agUiEvents>): readonly string[] {
  const events = [
    ...agUiEvents("run chunk:x=hel"),
    ...rest,
    ...agUiEvents("snapshot:x=hello done"),
  ];
  const tale = agUiStory(events, STRICT).finish();
  return judge(tale, pairing).observations.map(({ kind }) => kind);
}

test("an error that takes back the end of a run, where it may, makes it a run that failed", () => {
  const none = agUi({ maxErrored: 0 });
  expect(found("run done error", none)).toEqual([["completeness/errored", "RUN_ERROR", [2]]]);
  expect(found("run error", none)).toEqual([["completeness/errored", "RUN_ERROR", [1]]]);
  expect(found("run done", none)).toEqual([]);
});

describe("a span whose id may open again", () => {
  test("is two spans, one after the other", () => {
    expect(found("run msg:a txt:a sent:a msg:a txt:a sent:a done")).toEqual([]);
  });

  test("opens twice only while it is open, and whether it was rests on what did not come", () => {
    expect(found("run msg:a msg:a sent:a done")).toEqual([
      ["pairing/two-starts", "TEXT_MESSAGE_START", [2, 1]],
    ]);
  });

  test("that ends, and is whole afterwards, lacks the beginning of the first", () => {
    expect(found("run msg:b sent:a msg:a sent:a sent:b done")).toEqual([
      ["completeness/hole", "TEXT_MESSAGE_START", [5, 4]],
      ["pairing/orphan-result", "TEXT_MESSAGE_END", [2]],
    ]);
  });

  test("that ends before it begins, and never again, is in the wrong order", () => {
    expect(found("run msg:b sent:a msg:a sent:b done")).toEqual([
      ["order/effect-first", "TEXT_MESSAGE_END", [2, 3]],
    ]);
  });
});

describe("pieces out of their span", () => {
  test("before it, once however many", () => {
    expect(found("run msg:b txt:a=1 txt:a=2 msg:a sent:a sent:b done")).toEqual([
      ["order/effect-first", "TEXT_MESSAGE_CONTENT", [2, 4]],
    ]);
  });

  test("after it, although another span is open", () => {
    expect(found("run msg:a msg:b sent:a txt:a sent:b done")).toEqual([
      ["order/late-piece", "TEXT_MESSAGE_CONTENT", [4, 3]],
    ]);
    expect(words("run msg:a msg:b sent:a txt:a sent:b done", STRICT)).toEqual([
      "amy's TEXT_MESSAGE_CONTENT of run 1 came after the TEXT_MESSAGE_END that ends what it belongs to",
    ]);
  });

  test("after it, with nothing open: one finding", () => {
    expect(found("run msg:a sent:a txt:a done")).toEqual([
      ["order/late-piece", "TEXT_MESSAGE_CONTENT", [3, 2]],
    ]);
  });
});

describe("a span that comes again as a whole", () => {
  const CALL = 'call:x args:x={"a": args:x=1} called:x';
  const TWICE = [["duplication/repeat", "TOOL_CALL_START", [5, 1, 6, 2, 7, 3, 8, 4]]];

  test("is one copy, and nothing is missing or late", () => {
    expect(found(`run ${CALL} ${CALL} done`, STRICT)).toEqual(TWICE);
    expect(found(`run ${CALL} ${CALL} result:x done`, STRICT)).toEqual(TWICE);
    expect(found(`run ${CALL} result:x=1 ${CALL} result:x=1 done`, STRICT)).toEqual([
      ["duplication/repeat", "TOOL_CALL_START", [6, 1, 7, 2, 8, 3, 9, 4, 10, 5]],
    ]);
    expect(found(`run call:y ${CALL} called:y ${CALL} done`, STRICT)).toHaveLength(1);
  });

  test("is told in words", () => {
    const tale = agUiStory(agUiEvents(`run ${CALL} ${CALL} done`), STRICT).finish();
    expect(judge(tale, duplication).observations.map(({ message }) => message)).toEqual([
      'amy received the whole of tool call "x" (4 events) of run 1 again',
    ]);
  });

  test("is a copy for each event where it came but in part", () => {
    expect(found(`run ${CALL} call:x called:x done`, STRICT)).toEqual([
      ["duplication/repeat", "TOOL_CALL_START", [5, 1]],
      ["duplication/repeat", "TOOL_CALL_END", [6, 4]],
    ]);
    expect(found(`run ${CALL} call:x args:x=2 called:x done`, STRICT)).toEqual([
      ["duplication/repeat", "TOOL_CALL_START", [5, 1]],
      ["duplication/repeat", "TOOL_CALL_END", [7, 4]],
      ["order/late-piece", "TOOL_CALL_ARGS", [6, 4]],
    ]);
  });

  test("is none where two calls ask the same, nor where an id may open again", () => {
    expect(found(`run ${CALL} ${CALL.replaceAll(":x", ":y")} done`, STRICT)).toEqual([]);
    expect(found(`run ${CALL} ${CALL} done`)).toEqual([]);
  });

  test("has pieces that may equal each other", () => {
    const laugh = "msg:a txt:a=ha txt:a=ha sent:a";
    expect(found(`run ${laugh} done`, STRICT)).toEqual([]);
    expect(found(`run ${laugh} ${laugh} done`, STRICT)).toEqual([
      ["duplication/repeat", "TEXT_MESSAGE_START", [5, 1, 6, 2, 7, 3, 8, 4]],
    ]);
  });
});

describe("pieces that come out of a span that is whole", () => {
  test.for([
    ["run msg:a sent:a txt:a=1 txt:a=2 txt:a=3 done", "late-piece", "TEXT_MESSAGE_CONTENT", [3, 2]],
    [
      "run txt:a=1 txt:a=2 txt:a=3 msg:a sent:a done",
      "effect-first",
      "TEXT_MESSAGE_CONTENT",
      [1, 4],
    ],
    ["run sent:a txt:a=1 txt:a=2 msg:a txt:a=3 done", "effect-first", "TEXT_MESSAGE_END", [1, 4]],
  ] as const)("are no loss of another one, however many: %s", ([line, kind, event, places]) => {
    for (const contract of [agUi(), STRICT]) {
      expect(found(line, contract)).toEqual([[`order/${kind}`, event, places]]);
    }
  });
});

describe("pieces of a span of which nothing else came", () => {
  test.for([
    "run txt:z=1 txt:z=2 txt:z=3 msg:a sent:a done",
    "run msg:a sent:a txt:z=1 txt:z=2 txt:z=3 done",
    "run txt:z=1 txt:z=2 txt:z=3 done",
  ])("are too many, and not two losses, however many: %s", (line) => {
    for (const contract of [agUi(), STRICT]) {
      expect(found(line, contract).map(([kind]) => kind)).toEqual(["pairing/orphan-result"]);
    }
  });

  test("are what is left where a run broke off or failed, or an end shows that it began", () => {
    for (const line of ["run txt:z=1 txt:z=2 error", "run txt:z=1 txt:z=2 sent:z done"]) {
      expect(found(line, STRICT).map(([kind]) => kind)).toEqual([
        "completeness/hole",
        "pairing/orphan-result",
      ]);
    }
  });
});

describe("an id within a scope", () => {
  test("is one span in each", () => {
    expect(found("run step:x step:x=s stepped:x stepped:x=s done")).toEqual([]);
  });

  test("is not closed in another", () => {
    expect(found("run step:x=s stepped:x done")).toEqual([
      ["pairing/open-span", "STEP_FINISHED", [1, 3]],
      ["pairing/orphan-result", "STEP_FINISHED", [2]],
    ]);
  });
});

describe("another way to close", () => {
  test("closes", () => {
    expect(found("run agent:x fell:x agent:y left:y done")).toEqual([]);
  });

  test("closes once", () => {
    expect(found("run agent:x agent:y left:x fell:x left:y done")).toEqual([
      ["pairing/two-results", "SUBAGENT_ERROR", [4, 3]],
    ]);
  });
});

describe("a reference", () => {
  test("names what has opened, or is over", () => {
    expect(found("run agent:x agent:y=x left:x agent:z=x left:y left:z done")).toEqual([]);
  });

  test.for([
    ["run agent:y=x left:y done", [1]],
    ["run agent:y=x agent:x left:x left:y done", [1]],
    ["run agent:y=y left:y done", [1]],
  ] as const)("names nothing: %s", ([line, places]) => {
    expect(found(line)).toEqual([["pairing/unknown-parent", "SUBAGENT_STARTED", places]]);
  });

  test("is told in words", () => {
    expect(words("run agent:y=x left:y done", agUi())).toEqual([
      'in amy\'s run 1 subagent "y" names the subagent "x", which had not started',
    ]);
  });
});

describe("what follows a close", () => {
  test("comes once, of a call that has ended, also where that was told in chunks", () => {
    expect(found("run call:x called:x result:x done", STRICT)).toEqual([]);
    expect(found("run call:x called:x done", STRICT)).toEqual([]);
    const chunk = { type: "TOOL_CALL_CHUNK", toolCallId: "x", toolCallName: "search", delta: "{}" };
    const more = { type: "TOOL_CALL_CHUNK", delta: "{}" };
    const events = [...agUiEvents("run"), chunk, more, ...agUiEvents("result:x done")];
    const tale = agUiStory(events, STRICT).finish();
    expect(judge(tale, completeness, duplication, order, pairing).observations).toEqual([]);
  });

  test.for([
    ["result:x=1 result:x=2", "pairing/two-results", [4, 3]],
    ["result:x=1 result:x=1", "duplication/repeat", [4, 3]],
  ] as const)("not twice: %s", ([results, kind, places]) => {
    expect(found(`run call:x called:x ${results} done`, STRICT)).toEqual([
      [kind, "TOOL_CALL_RESULT", places],
    ]);
  });

  test.for([
    ["run result:x done", "pairing/orphan-result", [1]],
    ["run call:x result:x called:x done", "order/effect-first", [2, 3]],
    ["run result:x call:x called:x done", "order/effect-first", [1, 3]],
  ] as const)("not before: %s", ([line, kind, places]) => {
    expect(found(line, STRICT)).toEqual([[kind, "TOOL_CALL_RESULT", places]]);
  });
});

describe("a text that is told again as a whole", () => {
  test.for([
    ["he ll o", "hello", null],
    ["he o", "hello", "pairing/lost-piece"],
    ["llo", "hello", "pairing/lost-piece"],
    ["he l", "hello", "pairing/lost-piece"],
    ["he ll ll o", "hello", "pairing/doubled-piece"],
    ["o he ll", "hello", "pairing/moved-piece"],
    ["he o ll", "hello", "pairing/moved-piece"],
    ["he ll o !", "hello", "pairing/torn"],
    ["h a l l o", "hello", "pairing/torn"],
  ] as const)("%s is %s: %s", ([pieces, whole, kind]) => {
    const deltas = pieces.split(" ").map((piece) => `txt:x=${piece}`);
    const line = `run msg:x ${deltas.join(" ")} sent:x snapshot:x=${whole} done`;
    const [end, snapshot] = [deltas.length + 2, deltas.length + 3];
    const expected = kind === null ? [] : [[kind, "TEXT_MESSAGE_CONTENT", [end, snapshot, 1]]];
    expect(found(line, STRICT)).toEqual(expected);
    expect(found(line)).toEqual([]);
  });

  test.for([
    ["as it came", "chunk:x=hel chunk:x=lo snapshot:x=hello", []],
    ["with a chunk lost", "chunk:x=hel snapshot:x=hello", ["lost-piece"]],
    ["with a chunk twice", "chunk:x=hel chunk:x=lo chunk:x=lo snapshot:x=hello", ["doubled-piece"]],
    ["while it goes on", "chunk:x=hel snapshot:x=hel chunk:x=lo", []],
    ["of another message", "chunk:x=hel chunk:y=lo snapshot:x=hel", []],
  ] as const)("told in chunks is compared, %s", ([, line, kinds]) => {
    const expected = kinds.map((kind) => [`pairing/${kind}`, "TEXT_MESSAGE_CHUNK"]);
    const told = found(`run ${line} done`, STRICT).map(([kind, event]) => [kind, event]);
    expect(told).toEqual(expected);
  });

  test("of which only the first chunk names the message is compared", () => {
    const more = { type: "TEXT_MESSAGE_CHUNK", delta: "lo" };
    expect(chunked(more)).toEqual([]);
    expect(chunked()).toEqual(["lost-piece"]);
  });

  test("is not compared while it goes on, nor of another role, nor when it was cut or told in both ways", () => {
    expect(found("run msg:x snapshot:x=he txt:x=hello sent:x done", STRICT)).toEqual([]);
    expect(found("run say:x saying:x=no said:x snapshot:x=hello done", STRICT)).toEqual([]);
    expect(found("run chunk:x=o msg:x txt:x=hello sent:x snapshot:x=o done", STRICT)).toEqual([]);
    const cut = agUiStory(agUiEvents("run msg:x"), STRICT);
    const [piece, end] = agUiEvents("txt:x=hel sent:x");
    const [snapshot, done] = agUiEvents("snapshot:x=hello done");
    for (const event of [piece, end, snapshot, done]) {
      const { type = "", ...data } = event ?? {};
      cut.event("amy", 1, type, { type, data, ...(event === piece && { truncated: true }) });
    }
    expect(judge(cut.finish(), pairing).observations).toEqual([]);
  });

  test("and arguments join to JSON, unless there are none", () => {
    expect(found('run call:x args:x={"a": args:x=1} called:x done', STRICT)).toEqual([]);
    expect(found("run call:x called:x done", STRICT)).toEqual([]);
    expect(found('run call:x args:x={"a": called:x done', STRICT)).toEqual([
      ["pairing/torn", "TOOL_CALL_ARGS", [3, 1]],
    ]);
    expect(words('run call:x args:x={"a": called:x done', STRICT)).toEqual([
      'in amy\'s run 1 the text of tool call "x" does not join to JSON',
    ]);
  });

  test("of calls within messages: told again with other arguments", () => {
    const line = "run call:x args:x={} called:x calls:x={} done";
    expect(found(line, STRICT)).toEqual([]);
    expect(found(line.replace("calls:x={}", "calls:x=[]"), STRICT)).toEqual([
      ["pairing/torn", "TOOL_CALL_ARGS", [3, 4, 1]],
    ]);
  });
});
