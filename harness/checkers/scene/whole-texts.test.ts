import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { attribute } from "../../verdict/attribution.ts";
import { createJudge } from "../judge.ts";
import { type Story, story } from "../testing/judging.ts";
import type { Twist } from "../testing/story.ts";

const contract = agentRun({ deltas: ["delta"], maxErrored: 0 });

/** What one run says: its pieces, and the whole at its end. */
interface Said {
  readonly pieces: readonly string[];
  readonly whole: string;
  /** What it says before it calls a tool; absent: it calls none. */
  readonly before?: readonly string[];
}

const PIECES = ["The ", "answer ", "to ", "number ", "of ", "all ", "is ", "42."];

/** A run of a server that repeats its text. */
const sound = (run: number): Said => {
  const pieces = PIECES.with(4, `${run} `);
  return { pieces, whole: pieces.join("") };
};

/** The same with a decomposed accent, which the whole has composed. */
const spelt = (run: number): Said => {
  const texts = sound(run).pieces.map((text) => text.replace("answer", "re\u0301ponse"));
  return { pieces: texts, whole: texts.join("\n").normalize("NFC") };
};

/** Runs of amy's, one after the other, on a server that numbers its events as it sends them. */
function told(runs: readonly Said[]): Story {
  return begun(runs).finish();
}

/** The same, and so many more are to come. */
function begun(runs: readonly Said[], more = 0): Story {
  const header = story({ contract }).header;
  const tale = story({
    users: ["amy"],
    sentinels: [],
    contract,
    plan: { runsPerUser: runs.length + more },
    header: { dialect: { ...header.dialect, eventIds: "run" } },
  }).open();
  for (const [at, { pieces, whole, before }] of runs.entries()) {
    const run = at + 1;
    tale.start("amy", run).events("amy", run, `started thinking`);
    for (const [nth, text] of (before ?? []).entries()) {
      tale.event("amy", run, `delta#before${nth}`, { data: { text } });
    }
    if (before !== undefined) tale.events("amy", run, "executing completed");
    for (const [nth, text] of pieces.entries()) {
      tale.event("amy", run, `delta#${nth}`, { data: { text } });
    }
    tale.event("amy", run, "done", { data: { final_response: whole } });
    tale.wait(2_000);
  }
  return tale;
}

function found(tale: Story) {
  const judge = createJudge(tale.header);
  for (const op of tale.ops) judge.push(op);
  return attribute(judge.finish().observations).map(({ guarantee, kind, event, run }) => [
    `${guarantee}/${kind}`,
    event,
    run,
  ]);
}

/** Eight runs as they should be, and the ninth like this. */
function after(odd: Said): Story {
  return told([...[1, 2, 3, 4, 5, 6, 7, 8].map(sound), odd]);
}

const { pieces, whole } = sound(9);
const LONG = "a longer answer that has many words and goes on until it is done".split(/(?<= )/u);

describe("where all other runs end by repeating their text, catches", () => {
  test.for([
    [
      "a piece lost, and what follows renumbered",
      pieces.toSpliced(2, 1),
      whole,
      "completeness/hole",
    ],
    ["the first piece lost", pieces.slice(1), whole, "completeness/hole"],
    ["two neighbours lost", pieces.toSpliced(2, 2), whole, "completeness/hole"],
    [
      "pieces lost at two places",
      ["The ", "to ", "9 ", "all ", "is ", "42."],
      whole,
      "completeness/hole",
    ],
    ["five neighbours lost", LONG.toSpliced(3, 5), LONG.join(""), "completeness/hole"],
    ["a piece again, under a new id", pieces.toSpliced(3, 0, "to "), whole, "duplication/re-id"],
    ["a stream that began anew", [...pieces.slice(0, 3), ...pieces], whole, "duplication/re-id"],
    [
      "pieces that changed places",
      [...pieces.slice(0, 2), "number ", "to ", ...pieces.slice(4)],
      whole,
      "order/swap",
    ],
    [
      "a character that was split between two pieces",
      ["gr", "\u{FFFD}", "\u{FFFD}n and ", "good"],
      "grün and good",
      "content/garbled",
    ],
    [
      "a whole that was decoded in parts",
      ["grün ", "and ", "good"],
      "gr\u{FFFD}\u{FFFD}n and good",
      "content/garbled",
    ],
  ] as const)("%s", ([, texts, said, kind]) => {
    const tale = after({ pieces: texts, whole: said });
    expect(found(tale)).toEqual([[kind, "delta", tale.run("amy", 9)]]);
  });
});

describe("innocent", () => {
  const odd: readonly (readonly [string, Said])[] = [
    ["a text that says the same twice", { pieces: ["ha ", "ha ", "ha"], whole: "ha ha ha" }],
    ["trimmed", { pieces: ["  ", ...pieces, " \n"], whole }],
    ["white space made one", { pieces: ["The  ", "answer\n\n", "is"], whole: "The answer is" }],
    ["accents composed", { pieces: ["e\u0301t", "e\u0301"], whole: "été" }],
    ["another text altogether", { pieces, whole: "I cannot say that." }],
    ["marks of reference put in", { pieces, whole: whole.replace("answer ", "answer [1] ") }],
    ["a long note put behind", { pieces, whole: `${whole} This was written by a machine.` }],
    [
      "a word put into the midst of a piece",
      { pieces, whole: whole.replace("answer", "ans-and-wer") },
    ],
    [
      "a few words in a text of its own",
      { pieces: ["all ", "is "], whole: "all that there was is gone" },
    ],
    ["one piece alone", { pieces: [whole], whole: `${whole} indeed` }],
    ["a part left out of the whole", { pieces: ["Let me see. ", ...pieces], whole }],
  ];
  test.for(odd)("%s", ([, said]) => {
    expect(found(after(said))).toEqual([]);
  });

  const lossy: Said = { pieces: pieces.toSpliced(2, 1), whole };
  test.for([
    ["where only some runs repeat their text", [1, 2, 3, 4, 5, 6].map(sound).concat(lossy, lossy)],
    ["where few runs did", [1, 2, 3, 4].map(sound).concat(lossy)],
    [
      "where runs of its kind do not",
      [1, 2, 3, 4, 5, 6].map(sound).concat({ ...lossy, before: [] }),
    ],
    [
      "where no run has a whole text",
      [1, 2, 3, 4, 5, 6].map((run) => ({ ...sound(run), whole: "done" })),
    ],
  ] as const)("a piece less %s", ([, runs]) => {
    expect(found(told(runs))).toEqual([]);
  });
});

/** Five runs as they should be, and a sixth of these pieces, in this order and under these numbers. */
function numbered(order: readonly number[], numbers: readonly number[]): Story {
  const tale = begun([1, 2, 3, 4, 5].map(sound), 1).start("amy", 6);
  tale.event("amy", 6, "started", { seq: 1 });
  for (const [at, nth] of order.entries()) {
    const data = { text: sound(6).pieces[nth] };
    tale.event("amy", 6, `delta#${nth}`, { data, seq: numbers[at] ?? null });
  }
  const data = { final_response: sound(6).whole };
  return tale.event("amy", 6, "done", { data, seq: Math.max(...numbers) + 1 }).finish();
}

describe("what the numbers tell as well is one finding:", () => {
  test.for([
    ["a piece lost", [0, 1, 3, 4, 5, 6, 7], [2, 3, 5, 6, 7, 8, 9], "completeness/hole", null],
    [
      "a piece again",
      [0, 1, 1, 2, 3, 4, 5, 6, 7],
      [2, 3, 3, 4, 5, 6, 7, 8, 9],
      "duplication/repeat",
      "delta",
    ],
    [
      "pieces that changed places",
      [0, 2, 1, 3, 4, 5, 6, 7],
      [2, 4, 3, 5, 6, 7, 8, 9],
      "order/inversion",
      "delta",
    ],
  ] as const)("%s", ([, order, numbers, kind, event]) => {
    const tale = numbered(order, numbers);
    expect(found(tale)).toEqual([[kind, event, tale.run("amy", 6)]]);
  });
});

test("a run that came twice from some event on, its pieces with it, is one finding", () => {
  const tale = begun(
    [1, 2, 3, 4, 5].map((run) => ({ ...sound(run), before: [] })),
    1,
  );
  tale.start("amy", 6).events("amy", 6, "started thinking executing");
  const twice = (word: string, data: Twist["data"]): void => {
    for (const copy of ["", "#again"]) {
      tale.event("amy", 6, `${word}${copy}`, { ...(data && { data }) });
    }
  };
  twice("completed", { tool_name: "search", call_id: "call-amy-6-1" });
  for (const [nth, text] of sound(6).pieces.entries()) {
    for (const id of [`${nth}`, `${nth}again`])
      tale.event("amy", 6, `delta#${id}`, { data: { text } });
  }
  twice("done", { final_response: sound(6).whole });
  expect(found(tale.finish())).toEqual([
    ["duplication/re-id", "tool_completed", tale.run("amy", 6)],
  ]);
});

test("a text after a tool call, where the whole is of the last message", () => {
  const run = (nth: number, said: readonly string[]): Said => ({
    pieces: said,
    whole: sound(nth).whole,
    before: ["Let me ", "see. "],
  });
  const runs = [1, 2, 3, 4, 5].map((nth) => run(nth, sound(nth).pieces));
  const tale = told([...runs, run(6, sound(6).pieces.toSpliced(2, 1))]);
  expect(found(tale)).toEqual([["completeness/hole", "delta", tale.run("amy", 6)]]);
});

test("how accents are composed and what white space there is hides no loss", () => {
  const last = spelt(6);
  const tale = told([
    ...[1, 2, 3, 4, 5].map(spelt),
    { ...last, pieces: last.pieces.toSpliced(2, 1) },
  ]);
  expect(found(tale)).toEqual([["completeness/hole", "delta", tale.run("amy", 6)]]);
});

test("what was cut when it was recorded is not judged", () => {
  const tale = after({ pieces: pieces.toSpliced(2, 1), whole });
  const last = tale.ops.findLastIndex((op) => op.type === "event");
  const op = tale.ops[last];
  if (op?.type === "event") tale.ops[last] = { ...op, truncated: true };
  expect(found(tale)).toEqual([]);
});

/** What the judge of the first of two slices says. */
function sliced(runs: readonly Said[]) {
  const tale = told(runs);
  const judge = createJudge({ ...tale.header, slice: { index: 0, count: 2 } });
  for (const op of tale.ops) judge.push(op);
  const { observations, tallies } = judge.finish();
  return [observations, tallies.get("completeness")?.counting];
}

/** A run of a server that puts a word before its text. */
const titled = (run: number): Said => ({ ...sound(run), whole: `Answer: ${sound(run).whole}` });

describe("of a slice that all runs together must tell of", () => {
  test("one run that lacks a piece among few is held", () => {
    expect(sliced([sound(1), { pieces: pieces.toSpliced(2, 1), whole }])).toEqual([[], true]);
  });

  test("a server that puts a word before its text every time holds nothing up", () => {
    expect(sliced([1, 2, 3, 4, 5].map(titled))).toEqual([[], false]);
    expect(sliced([1, 2, 3, 4].map(titled))).toEqual([[], true]);
  });
});
