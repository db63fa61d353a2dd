import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { completeness } from "../completeness/completeness.ts";
import { order } from "../order.ts";
import { findings, type Story, story } from "../testing/judging.ts";

const FIVE = ["started", "thinking", "executing", "completed", "done"];
const { dialect } = story().header;
const header = (seq: "always" | "optional") => ({
  dialect: { ...dialect, provides: { ...dialect.provides, seq } },
});

/** Where an event stands: which user, run and event it is, how many came on all connections before, and on its own. */
interface At {
  readonly user: number;
  readonly run: number;
  readonly event: number;
  readonly all: number;
  readonly own: number;
}

type Numbering = (at: At) => number;

const PER_RUN: Numbering = ({ event }) => event + 1;
const PER_CONNECTION: Numbering = ({ own }) => own + 1;
const OF_ALL: Numbering = ({ all }) => all + 40;
const IN_STEPS_OF_TEN: Numbering = ({ event }) => 10 * (event + 1);
const BY_TIME: Numbering = ({ all }) => 1_700_000_000_000_000 + 37 * all;

/** Three runs of each of three users, side by side; `lost` never comes, though it has its number. */
function crowd(number: Numbering, { seq = "optional", contract, lost }: Options = {}): Story {
  const users = ["amy", "bo", "cy"];
  const cast = { users, sentinels: [], header: header(seq), ...(contract && { contract }) };
  const tale = story(cast).open();
  let all = 0;
  for (let run = 1; run <= 3; run += 1) {
    for (const user of users) tale.start(user, run);
    for (const [event, word] of FIVE.entries()) {
      for (const [user, name] of users.entries()) {
        const own = (run - 1) * FIVE.length + event;
        const isLost =
          lost !== undefined && run === 2 && event === lost.event && user === lost.user;
        const said =
          number({ user, run, event, all, own }) + (lost?.skips?.(user, run, event) ?? 0);
        if (!isLost) tale.event(name, run, word, { seq: said });
        all += 1;
      }
    }
    tale.wait(2_000);
  }
  return tale.finish();
}

interface Options {
  readonly seq?: "always" | "optional";
  readonly contract?: ReturnType<typeof agentRun>;
  readonly lost?: {
    readonly user?: number;
    readonly event?: number;
    readonly skips?: (user: number, run: number, event: number) => number;
  };
}

/** Bo's second run goes on with a number too high. */
const SKIPPING = {
  skips: (user: number, run: number, event: number) =>
    user === 1 && run === 2 && event > 2 ? 1 : 0,
};

function skips(tale: Story) {
  return findings(order, tale).observations.map(({ kind, user }) => [kind, user]);
}

describe("numbers that nobody promised", () => {
  test.each([
    ["of all users together", OF_ALL],
    ["in steps of ten", IN_STEPS_OF_TEN],
    ["made of the time", BY_TIME],
  ])("%s leave others out, and nothing is skipped", (_how, numbering) => {
    expect(skips(crowd(numbering))).toEqual([]);
    expect(findings(completeness, crowd(numbering, { contract: agentRun() })).observations).toEqual(
      [],
    );
  });

  test.each([
    ["a run", PER_RUN],
    ["a connection", PER_CONNECTION],
  ])("that count the events of %s prove a skip", (_what, numbering) => {
    expect(skips(crowd(numbering))).toEqual([]);
    expect(skips(crowd(numbering, { lost: SKIPPING }))).toEqual([["skip", "bo"]]);
  });

  test.each([
    ["a run", PER_RUN],
    ["a connection", PER_CONNECTION],
  ])("that count the events of %s prove a loss that no sequence tells", (_what, numbering) => {
    const contract = agentRun();
    const lost = { user: 1, event: 1 };
    const { observations } = findings(completeness, crowd(numbering, { contract, lost }));
    expect(observations.map(({ kind, user }) => [kind, user])).toEqual([["hole", "bo"]]);
  });
});

test("who promised numbers has skipped them, whatever they count", () => {
  expect(skips(crowd(OF_ALL, { seq: "always" })).length).toBeGreaterThan(9);
});

test("in a slice nobody knows: only all together tell", () => {
  const tale = crowd(PER_RUN, { lost: SKIPPING });
  const slice = { index: 0, count: 2 };
  const sliced = { header: { ...tale.header, slice }, ops: tale.ops };
  expect(findings(order, sliced).tally).toMatchObject({ counting: true });
});
