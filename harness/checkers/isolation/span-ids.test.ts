import { describe, expect, test } from "vitest";
import { agUi } from "../../contract/ag-ui.ts";
import { fiveEvents } from "../../contract/five-events.ts";
import { attribute } from "../../verdict/attribution.ts";
import { CATALOGUE } from "../catalogue.ts";
import { agUiEvents } from "../testing/ag-ui-words.ts";
import { judge, type Story, story } from "../testing/judging.ts";

/** What each user is told, `*` being what tells his ids from those of others. */
const LINE =
  'run call:c1* args:c1*={"a": args:c1*=1} called:c1* result:c1* msg:m2* txt:m2*=he txt:m2*=llo sent:m2* done';

/** Words of that line. */
const AT = { start: 1, args: [2, 3], end: 4, result: 5, texts: [7, 8], message: 6 } as const;

interface Telling {
  readonly users?: readonly string[];
  readonly strict?: boolean;
  readonly line?: string;
  /** Ids differ between users. */
  readonly own?: boolean;
  /** What happens to bo's events at these places, beside or in place of his receiving them. */
  readonly astray?: readonly number[];
  readonly instead?: boolean;
  /** Amy never receives these of hers. */
  readonly lost?: readonly number[];
}

/** All users' runs side by side; what is astray of bo's comes to amy. */
function tell(telling: Telling): Story {
  const { users = ["amy", "bo", "cy"], strict = true, line = LINE, own = true } = telling;
  const { astray = [], instead = false, lost = [] } = telling;
  const contract = agUi({ strict, maxErrored: 0 });
  const tale = story({ users, sentinels: [], bare: true, contract }).open();
  for (const user of users) tale.start(user);
  const said = new Map(
    users.map((user) => [user, agUiEvents(line.replaceAll("*", own ? user : ""))]),
  );
  const say = (to: string, of: string, at: number): void => {
    const { type = "", ...data } = said.get(of)?.[at] ?? {};
    tale.event(to, 1, `${of}-${at}-${to}`, { type, data, canaries: [] });
  };
  for (const at of line.split(" ").keys()) {
    if (astray.includes(at)) say("amy", "bo", at);
    for (const user of users) {
      const gone =
        user === "bo" ? instead && astray.includes(at) : user === "amy" && lost.includes(at);
      if (!gone) say(user, user, at);
    }
  }
  return tale.finish();
}

/** Root findings: what, at whom, of whom. */
function roots(telling: Telling) {
  return attribute(judge(tell(telling), ...CATALOGUE).observations).map((one) => [
    `${one.guarantee}/${one.kind}`,
    one.user,
    one.victim,
  ]);
}

const LEAK = [["isolation/misroute", "amy", "bo"]];

describe.each([
  ["beside his own", false],
  ["in place of his own", true],
])("events of bo's that come to amy under no name, %s, are one leak", (_, instead) => {
  test.for([
    ["a piece of a text", AT.texts.slice(0, 1)],
    ["all of a text", AT.texts],
    ["arguments of a call", AT.args],
    ["the beginning of a call", [AT.start]],
    ["its end", [AT.end]],
    ["its result", [AT.result]],
    ["the beginning of a message", [AT.message]],
  ] as const)("%s", ([, astray]) => {
    expect(roots({ astray, instead })).toEqual(LEAK);
    // The result of a call is no part of it but for the strict contract.
    const known = astray.every((at) => at !== AT.result);
    expect(roots({ astray, instead, strict: false })).toEqual(known ? LEAK : []);
  });
});

test("what leaks of several of his spans is told once, with what proves it", () => {
  const tale = tell({ astray: [...AT.args, ...AT.texts] });
  const [only, ...others] = attribute(judge(tale, ...CATALOGUE).observations);
  expect(others).toEqual([]);
  const strays = tale.ops.filter(
    (op) =>
      op.type === "event" && op.user === "amy" && JSON.stringify(op.event.data).includes("bo"),
  );
  const beginning = tale.ops.find(
    (op) => op.type === "event" && op.event.type === "TOOL_CALL_START" && op.user === "bo",
  );
  const sent = tale.ops.find((op) => op.type === "send" && op.user === "bo");
  expect(only).toMatchObject({
    run: tale.run("bo"),
    event: "TOOL_CALL_ARGS",
    ops: [...strays, beginning, sent].map((op) => op?.index),
    message: `amy received bo's TOOL_CALL_ARGS and 3 more: tool call "c1bo" is one of bo's run 1`,
  });
});

/** Three users who have each started a run, to whom AG-UI's events are said line by line. */
function threeStarted() {
  const users = ["amy", "bo", "cy"];
  const tale = story({ users, sentinels: [], bare: true, contract: agUi() });
  tale.open();
  for (const user of users) tale.start(user);
  const say = (to: string, line: string): void => {
    for (const [at, { type, ...data }] of agUiEvents(line).entries()) {
      tale.event(to, 1, `${line}-${at}`, { type, data, canaries: [] });
    }
  };
  return { tale, say };
}

test("what comes of another's after a run has ended is his all the same", () => {
  const { tale, say } = threeStarted();
  for (const user of ["cy", "amy"]) say(user, `run msg:1${user} sent:1${user} done`);
  say("bo", "run msg:1bo");
  say("amy", "txt:1bo");
  say("bo", "txt:1bo sent:1bo done");
  const found = attribute(judge(tale.finish(), ...CATALOGUE).observations);
  expect(found.map(({ guarantee, user, victim }) => [guarantee, user, victim])).toEqual([
    ["isolation", "amy", "bo"],
  ]);
  expect(found[0]?.consequences.map(({ guarantee }) => guarantee)).toContain("finality");
});

test("a text that gives itself away in its pieces is no second leak", () => {
  const { tale, say } = threeStarted();
  say("cy", "run msg:1cy sent:1cy done");
  const [head, tail] = [tale.canary("bo").slice(0, 9), tale.canary("bo").slice(9)];
  const text = `msg:1bo txt:1bo=${head} txt:1bo=${tail}`;
  say("bo", `run ${text} sent:1bo done`);
  say("amy", `run ${text} done`);
  const found = attribute(judge(tale.finish(), ...CATALOGUE).observations);
  expect(found.map(({ guarantee, user, victim }) => [guarantee, user, victim])).toEqual([
    ["isolation", "amy", "bo"],
  ]);
});

describe("half a call, of which nothing but its id tells whose it is", () => {
  const FIVE = "started thinking executing completed done";

  /** What is found where this of bo's comes to amy as hers, and he never receives it. */
  function half(word: string, canaries: (bo: string) => readonly string[] = () => []) {
    const contract = fiveEvents({ maxErrored: 0, echo: "none" });
    const tale = story({ sentinels: [], bare: true, contract }).open();
    for (const user of ["amy", "bo", "cy"]) tale.start(user);
    tale.events("amy", 1, FIVE.replace(" done", "")).events("cy", 1, FIVE);
    tale.events("bo", 1, FIVE.slice(0, FIVE.indexOf(word)));
    const seen = canaries(tale.canary("bo"));
    tale.event("bo", 1, word, { run: tale.run("amy"), to: "amy", canaries: seen });
    tale.events("bo", 1, FIVE.slice(FIVE.indexOf(word) + word.length)).events("amy", 1, "done");
    return attribute(judge(tale.finish(), ...CATALOGUE).observations).map((one) => [
      `${one.guarantee}/${one.kind}`,
      one.user,
      one.victim,
    ]);
  }

  test.for(["executing", "completed"])("is of the one who has no other: %s", (word) => {
    expect(half(word)).toEqual(LEAK);
  });

  test("is told by the text in it, where it holds one", () => {
    expect(half("executing", (bo) => [bo])).toEqual([["isolation/bleed", "amy", "bo"]]);
  });
});

describe("no leak is told", () => {
  test("of what is right", () => {
    expect(roots({})).toEqual([]);
    expect(roots({ own: false })).toEqual([]);
  });

  test("where ids are those of the run, and something was lost", () => {
    for (const at of [AT.start, AT.end]) {
      const [only, ...others] = roots({ own: false, lost: [at] });
      expect([only?.slice(1), others]).toEqual([["amy", null], []]);
      expect(only?.[0]).toMatch(/^completeness/);
    }
  });

  test("where there are too few ids to tell", () => {
    const users = ["amy", "bo"];
    const line = "run msg:1 txt:1=x sent:1 done";
    expect(roots({ users, line, own: false, lost: [1] })).toEqual([
      ["completeness/hole", "amy", null],
    ]);
  });

  test("where two have more of their own, and none of them meet, they are enough", () => {
    const users = ["amy", "bo"];
    const line = "run msg:1* sent:1* msg:2* txt:2* sent:2* done";
    expect(roots({ users, line, astray: [4] })).toEqual(LEAK);
    expect(roots({ users, line: line.replace("msg:1* sent:1* ", ""), astray: [2] })).toEqual([
      ["pairing/orphan-result", "amy", null],
    ]);
  });

  test("by the names of steps, nor by a word that was taken for an id", () => {
    const steps = "run step:s1* stepped:s1* done";
    expect(roots({ line: steps, astray: [2] })[0]?.[0]).toBe("completeness/hole");
    const words = "run msg:* txt:*=x sent:* done";
    expect(roots({ line: words, astray: [2] })).toEqual([["pairing/orphan-result", "amy", null]]);
  });

  test("of one's own pieces whose two ends were lost", () => {
    expect(roots({ lost: [AT.start, AT.end] })).toEqual([["pairing/orphan-result", "amy", null]]);
  });
});

/** Root findings where these users are told these words, one after the other. */
function told(lines: readonly (readonly [user: string, line: string])[]) {
  const users = ["amy", "bo", "cy"];
  const tale = story({ users, sentinels: [], bare: true, contract: agUi({ maxErrored: 0.5 }) });
  tale.open();
  for (const user of users) tale.start(user);
  for (const [user, line] of lines) {
    for (const [at, { type, ...data }] of agUiEvents(line).entries()) {
      tale.event(user, 1, `${user}-${line}-${at}`, { type, data, canaries: [] });
    }
  }
  return attribute(judge(tale.finish(), ...CATALOGUE).observations).map((one) => [
    `${one.guarantee}/${one.kind}`,
    one.user,
    one.victim,
  ]);
}

describe("whether ids are their runs' own shows in all of them", () => {
  const ORPHAN = [["pairing/orphan-result", "amy", null]];

  test("two who have one whole span under one id convict nobody under it", () => {
    const line = "run msg:1 txt:1=x sent:1 msg:9* sent:9* done";
    const [only, ...others] = roots({ line, lost: [1] });
    expect([only?.[0], others]).toEqual(["completeness/hole", []]);
  });

  test("nor under any other, also where that shows later", () => {
    const amy = ["amy", "run txt:2=x done"] as const;
    const bo = ["bo", "run msg:1 sent:1 msg:2 sent:2 done"] as const;
    const cy = ["cy", "run msg:7 sent:7 msg:1 sent:1 done"] as const;
    for (const order of [
      [amy, bo, cy],
      [cy, bo, amy],
    ]) {
      expect(told(order)).toEqual(ORPHAN);
    }
  });

  test("what only the owner has besides does not show it", () => {
    const bo = "run msg:1bo sent:1bo msg:2bo txt:2bo=x sent:2bo done";
    const cy = ["cy", "run done"] as const;
    expect(told([["bo", bo], cy, ["amy", "run txt:2bo=x done"]])).toEqual(ORPHAN);
  });

  test("nor do ids of another kind of span", () => {
    const cy = ["cy", "run call:1cy called:1cy done"] as const;
    const bo = ["bo", "run msg:2bo txt:2bo=x sent:2bo done"] as const;
    expect(told([cy, bo, ["amy", "run txt:2bo=x done"]])).toEqual(ORPHAN);
    const message = ["cy", "run msg:1cy sent:1cy done"] as const;
    expect(told([message, bo, ["amy", "run txt:2bo=x done"]])).toEqual(LEAK);
  });
});

test("a whole span is its owner's, however much more of it somebody else has", () => {
  const bo = ["bo", "run msg:2bo sent:2bo done"] as const;
  const cy = ["cy", "run msg:1cy sent:1cy done"] as const;
  expect(told([cy, bo, ["amy", "run txt:2bo=x txt:2bo=y txt:2bo=z done"]])).toEqual(LEAK);
});
