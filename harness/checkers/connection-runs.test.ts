import { describe, expect, test } from "vitest";
import { fiveEvents } from "../contract/five-events.ts";
import { sampleHeader } from "../history/testing.ts";
import { connection } from "./connection.ts";
import { type Cast, findings, type Story, story } from "./testing/judging.ts";

const { dialect } = sampleHeader;
/** A server that promises a welcome, and says none by itself. */
const WELCOMING: Cast = {
  bare: true,
  header: { dialect: { ...dialect, provides: { ...dialect.provides, welcome: "always" } } },
};

/** What is found of a connection of amy's on which this happened, and nobody was welcomed. */
function unwelcomed(then: (tale: Story) => void) {
  const tale = story(WELCOMING).open("amy");
  then(tale);
  const { observations, tally } = findings(connection, tale.wait(6_000).close("amy").end());
  return [observations.map(({ kind }) => kind), tally?.unknown];
}

describe("in place of a welcome", () => {
  test("an error of no run, before any was started, is a refusal", () => {
    expect(unwelcomed((tale) => tale.frame("amy", "error", { code: "token_expired" }))).toEqual([
      [],
      "1 connection was refused as not authorised: check the accounts",
    ]);
  });

  test.for([
    ["nothing at all", () => {}],
    ["something that is no error", (tale) => tale.frame("amy", "unknown")],
    ["an error of a run", (tale) => tale.frame("amy", "error", { run: tale.run("amy") })],
    ["an error after a run was started", (tale) => tale.start("amy").frame("amy", "error")],
  ] as const satisfies readonly (readonly [string, (tale: Story) => unknown])[])(
    "%s is none",
    ([, then]) => {
      expect(unwelcomed(then)).toEqual([["handshake"], null]);
    },
  );
});

/** The runs that a close of amy's tab by the server is said to have cut: users and numbers of their runs. */
function cut(tab: number, then: (tale: Story) => unknown, cast: Cast = {}) {
  const tale = story(cast).open("amy", "bo");
  then(tale);
  tale.close("amy", { by: "server", code: 1011 }, tab).finish();
  const names = new Map(
    ["amy", "bo"].flatMap((user) =>
      [1, 2].map((run) => [tale.run(user, run), `${user} ${run}`] as const),
    ),
  );
  const [close] = findings(connection, tale).observations;
  const runs = [close?.run ?? null, ...(close?.touches ?? []).map(({ run }) => run)];
  return runs.flatMap((run) => (run === null ? [] : [names.get(run)]));
}

/** Amy's run, sent on her first tab and heard of last on this one. */
function heard(tab: number): (tale: Story) => unknown {
  return (tale) =>
    tale.start("amy").event("amy", 1, "started").event("amy", 1, "thinking", { tab });
}

describe("a close cuts", () => {
  test("the open runs of its user, and nobody else's", () => {
    expect(cut(0, (tale) => tale.start("amy").start("amy", 2).start("bo"))).toEqual([
      "amy 1",
      "amy 2",
    ]);
  });

  test("no run that was cancelled, refused, or over", () => {
    expect(
      cut(0, (tale) =>
        tale
          .start("amy")
          .cancel("amy")
          .frame("amy", "cancelled", { run: tale.run("amy") }),
      ),
    ).toEqual([]);
    expect(
      cut(0, (tale) => tale.start("amy").frame("amy", "error", { run: tale.run("amy") })),
    ).toEqual([]);
    expect(
      cut(0, (tale) => tale.start("amy").events("amy", 1, "started thinking executing error")),
    ).toEqual([]);
  });

  test("a run that had an error after something of it came", () => {
    expect(
      cut(0, (tale) =>
        tale
          .start("amy")
          .events("amy", 1, "started")
          .frame("amy", "error", { run: tale.run("amy") }),
      ),
    ).toEqual(["amy 1"]);
  });

  const tabs = { tabs: 2 };

  test("of several connections that share a run, the one that sent it or heard of it last", () => {
    expect(cut(0, heard(1), tabs)).toEqual(["amy 1"]);
    expect(cut(1, heard(1), tabs)).toEqual(["amy 1"]);
    expect(cut(1, heard(0), tabs)).toEqual([]);
  });

  const all = { ...tabs, contract: fiveEvents({ fanout: "all" }) };

  test("where each is to receive it, what was still to come on it", () => {
    expect(cut(1, (tale) => tale.start("amy"), all)).toEqual(["amy 1"]);
    expect(cut(1, (tale) => tale.start("amy").event("amy", 1, "error", { tab: 1 }), all)).toEqual(
      [],
    );
    expect(cut(0, (tale) => tale.start("amy").event("amy", 1, "error", { tab: 1 }), all)).toEqual([
      "amy 1",
    ]);
  });
});
