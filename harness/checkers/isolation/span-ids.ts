import type { Contract } from "../../contract/contract.ts";
import { isFixed } from "../../contract/grammar-facts.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp } from "../../history/op.ts";
import type { Observation, Touch } from "../../verdict/finding.ts";
import { runWords } from "../words/run-words.ts";
import type { Run } from "../scene/scene.ts";
import { spanWords } from "../words/span-words.ts";
import { typeWords } from "../words/type-words.ts";
import { type RunSpan, runSpans } from "./run-spans.ts";

export interface SpanIds {
  settle(run: Run): void;
  finish(): void;
}

/** Spans that are as they should be and are remembered, the newest. */
const KNOWN = 4_096;

/** Ids of which some run has but a part, at most. */
const SUSPECTS = 1_000;

/** Runs that have something of one id, and are compared, at most. */
const HOLDERS = 8;

/** Runs that are just what a fixed contract says, and are looked at only once something is not: the newest. */
const PLAIN = 512;

/** What one receiver has of one run of another user's. */
interface Stray {
  readonly part: RunSpan;
  readonly owner: RunSpan;
}

/**
 * Finds parts of another user's spans, such as pieces of his text, under an envelope that says nothing or names the
 * receiver: by the span's id, where a run has but a part of it and another user's run the rest or all.
 *
 * Ids prove that only where every span has its own: a server may count the calls of each run, or of each user, from one,
 * and the beginning of a call be lost. So nothing is told where two runs had one id innocently, and where too few
 * had any for that to show; and what has no digit is a name rather than an id. A whole span that came to another user as well proves nothing.
 *
 * Memory: the events of 4,096 spans, ten of each at most, 1,000 ids of which some run has a part, and 512 plain runs.
 */
export function createSpanIds(
  { key: secret }: Pick<HistoryHeader, "key">,
  contract: Pick<Contract, "grammar" | "spans" | "terminal">,
  report: (user: string, observation: Observation) => void,
): SpanIds {
  const spansOf = runSpans(contract);
  const known = new Map<string, RunSpan>();
  const suspects = new Map<string, RunSpan[]>();
  /** Names of spans whose ids are not their own. */
  const reused = new Set<string>();
  /** In a plain run of a fixed contract no span is broken. */
  const fixed = isFixed(contract);
  let plain: Run[] = [];
  let next = 0;

  function see(span: RunSpan): void {
    if (reused.has(span.name) || !isId(span)) return;
    const holders = suspects.get(span.key);
    const earlier = known.get(span.key);
    if (holders !== undefined) {
      if (holders.length < HOLDERS && holders.every(({ run }) => run !== span.run)) {
        holders.push(span);
      }
    } else if (span.isBroken) {
      if (suspects.size < SUSPECTS) {
        suspects.set(span.key, earlier === undefined ? [span] : [earlier, span]);
      }
    } else if (earlier === undefined) remember(span);
    else if (earlier.run !== span.run) reused.add(span.name);
  }

  function isId({ name, id }: RunSpan): boolean {
    return /\d/u.test(id) && /id$/iu.test(contract.spans[name]?.id ?? "");
  }

  function remember(span: RunSpan): void {
    known.set(span.key, span);
    if (known.size <= KNOWN) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  }

  /**
   * Whether ids that count from one would have met by now: those of a third user, whose first is the first of all, or
   * those that the two have besides.
   */
  function wouldShow({ name, key }: RunSpan, receiver: string, owner: string): boolean {
    const others = [...known.values()].filter((one) => one.name === name && one.key !== key);
    const users = new Set(others.map(({ user }) => user));
    const both = users.has(receiver) && users.has(owner);
    return both || [...users].some((user) => user !== receiver && user !== owner);
  }

  function straysOf(holders: readonly RunSpan[]): readonly Stray[] {
    const whole = holders.filter(({ isBroken }) => !isBroken);
    const [first] = holders;
    if (first === undefined || whole.length > 1 || reused.has(first.name)) return [];
    if (holders.some(({ isGivenAway }) => isGivenAway)) return [];
    const owner = whole[0] ?? holders.toSorted(mostFirst)[0] ?? first;
    return holders
      .filter(({ user }) => user !== owner.user && wouldShow(first, user, owner.user))
      .map((part) => ({ part, owner }));
  }

  /** @param strays of one receiver's run and one of the other's */
  function tell(strays: readonly Stray[]): void {
    const [first] = strays;
    if (first === undefined) return;
    const { part, owner } = first;
    const events = strays.flatMap((one) => one.part.events).toSorted((a, b) => a.index - b.index);
    const op = mostly(events);
    if (op === undefined) return;
    const count = strays.reduce((sum, one) => sum + one.part.count, 0);
    const what = `${typeWords(op.event.type)}${count === 1 ? "" : ` and ${count - 1} more`}`;
    const whose = `${spanWords(part)} is one of ${owner.user}'s ${runWords({ id: owner.run }, { key: secret })}`;
    report(part.user, {
      guarantee: "isolation",
      kind: "misroute",
      user: part.user,
      victim: owner.user,
      run: owner.run,
      event: op.event.type,
      ops: [
        ...events.slice(0, QUOTED).map(({ index }) => index),
        ...owner.events.slice(0, 1).map(({ index }) => index),
        owner.sent,
      ],
      message: `${part.user} received ${owner.user}'s ${what}: ${whose}`,
      touches: strays.flatMap((one) => touchesOf(one, contract.spans)),
    });
  }

  /** Looks at the plain runs that wait. */
  function drain(): void {
    for (const run of [...plain.slice(next), ...plain.slice(0, next)]) {
      for (const span of spansOf(run)) see(span);
    }
    plain = [];
    next = 0;
  }

  return {
    settle(run) {
      if (fixed && run.plain === true && suspects.size === 0) {
        plain[next] = run;
        next = (next + 1) % PLAIN;
        return;
      }
      drain();
      for (const span of spansOf(run)) see(span);
    },
    finish() {
      if (suspects.size > 0) drain();
      const strays = [...suspects.values()].flatMap(straysOf);
      const groups = Map.groupBy(strays, ({ part, owner }) =>
        JSON.stringify([part.run, owner.run]),
      );
      for (const group of groups.values()) tell(group);
    },
  };
}

/** Where all have but a part, it is of the one that has most, or has no other, or has its beginning. */
function mostFirst(a: RunSpan, b: RunSpan): number {
  return (
    b.count - a.count ||
    Number(b.isOnly) - Number(a.isOnly) ||
    Number(b.isOpened) - Number(a.isOpened)
  );
}

/** The first of those of the type that most are of: what they hold has leaked, if anything has. */
function mostly(events: readonly EventOp[]): EventOp | undefined {
  const byType = Map.groupBy(events, ({ event }) => event.type);
  const [most] = [...byType.values()].toSorted((a, b) => b.length - a.length);
  return most?.[0];
}

/** Ops of the receiver that a report quotes. */
const QUOTED = 10;

/** All of the span at the receiver, and of its owner what the receiver has, and what he then lacks. */
function touchesOf({ part, owner }: Stray, spans: Contract["spans"]): readonly Touch[] {
  const rule = spans[part.name];
  const all = rule === undefined ? [] : [rule.open, ...rule.inside, rule.close];
  const came = part.events.map(({ event }) => event.type);
  const places = [
    ...[...all, ...came].map((event) => ({ user: part.user, run: part.run, event })),
    ...[...came, ...(owner.isBroken ? all : [])].map((event) => {
      return { user: owner.user, run: owner.run, event };
    }),
  ];
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}
