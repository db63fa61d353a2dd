import { expect, test } from "vitest";
import { unpack } from "./browser/unpack.ts";
import type { Page } from "./browser/page.ts";
import { wordsOf } from "./browser/words.ts";
import { pack } from "./pack.ts";
import { leakStory, reported } from "./testing.ts";

/** All of a browser that unpacking needs. */
const PAGE = { atob } as Page;

test("what is packed comes out again, lanes with findings first, each op with its owner", async () => {
  const { recording, verdict } = reported(leakStory({ users: ["cy", "amy", "bo"] }));
  const model = await unpack(PAGE, pack(recording.lanes, recording.header, verdict.findings));
  const words = wordsOf(model);
  const lanes = Array.from({ length: model.lanes }, (_, lane) => words.lane(lane));
  expect(lanes).toEqual(["bo", "amy", "cy", "zoe"]);
  const ofBo = Array.from({ length: 5 }, (_, mark) => words.whole(mark));
  expect(ofBo).toEqual([
    "+0.005 s: bo connected (op 4).",
    "+0.006 s: bo received welcome frame (op 5).",
    "+0.011 s: bo sent start, run 1 (op 10).",
    "+0.014 s: bo received agent_started, run 1 (op 13).",
    "+0.015 s: bo received agent_thinking of amy's run 1 (op 14). isolation/misroute: bo received amy's agent_thinking.",
  ]);
});

test("a leak leads from what its victim did before to where it was seen", async () => {
  const { recording, verdict } = reported(leakStory());
  const model = await unpack(PAGE, pack(recording.lanes, recording.header, verdict.findings));
  const words = wordsOf(model);
  const ends = model.sights.map(({ source, wrong }) =>
    [source ?? -1, wrong ?? -1].map((mark) => words.whole(mark)),
  );
  expect(ends).toEqual([
    [
      "+0.007 s: amy sent start, run 1 (op 6). isolation/misroute: bo received amy's agent_thinking.",
      "+0.011 s: bo received agent_thinking of amy's run 1 (op 10). isolation/misroute: bo received amy's agent_thinking.",
    ],
  ]);
});
