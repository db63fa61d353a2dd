import type { CheckerFactory } from "./checker.ts";
import { name } from "./words/excerpt.ts";
import { harnessLag } from "./harness-lag.ts";
import type { Received, Run, Stream } from "./scene/scene.ts";

/** An event whose time on the server is known. */
interface Timed {
  readonly received: Received;
  readonly at: number;
}

/**
 * Server time never runs backwards within a run by more than the contract's `maxClockStep`, and stays within its
 * `maxClockSkew` of ours.
 *
 * Finds `backwards`, `skew`. The order of a run comes from the server's `seq`, else from arrival without
 * copies and events out of place; never from the times themselves. Skew counts delivery, too: an event
 * that was stamped in time and travelled long is told apart only from a stall of our own.
 */
export const clock: CheckerFactory = (context) => {
  const { header, scene } = context;
  const { maxClockSkew, maxClockStep = 0 } = context.contract;
  const lag = harnessLag(scene);
  let trials = 0;
  let evaluated = 0;

  function backwards(run: Run, timed: readonly Timed[]): boolean {
    let earlier: Timed | null = null;
    for (const later of timed) {
      if (earlier === null || later.at >= earlier.at) {
        earlier = later;
        continue;
      }
      if (later.at >= earlier.at - maxClockStep) continue;
      const { event, index } = later.received.op;
      const before = earlier.received.op;
      context.report({
        guarantee: "clock",
        kind: "backwards",
        user: run.owner,
        victim: null,
        run: run.id,
        event: event.type,
        ops: [index, before.index],
        // Whoever should not have come may be the one that is stamped wrongly.
        touches: [{ user: run.owner, run: run.id, event: before.event.type }],
        message: `${run.owner}'s ${name(event.type)} is stamped ${figure(earlier.at - later.at)} ms before the ${name(before.event.type)} that it follows`,
      });
      return true;
    }
    return false;
  }

  function skew(run: Run, timed: readonly Timed[]): void {
    if (maxClockSkew === null) return;
    const [worst] = timed
      .map(({ received, at }) => ({ op: received.op, off: at - (header.epoch + received.op.time) }))
      .filter(({ op, off }) => Math.abs(off) - lag.near(op.time) > maxClockSkew)
      .toSorted((a, b) => Math.abs(b.off) - Math.abs(a.off));
    if (worst === undefined) return;
    const side = worst.off > 0 ? "ahead of" : "behind";
    context.report({
      guarantee: "clock",
      kind: "skew",
      user: run.owner,
      victim: null,
      run: run.id,
      event: worst.op.event.type,
      ops: [worst.op.index],
      message: `${run.owner}'s ${name(worst.op.event.type)} is stamped ${figure(Math.abs(worst.off))} ms ${side} our clock, limit ${maxClockSkew} ms`,
    });
  }

  /** Counts a run that came in its order, with times that never go back and are near ours; false: it needs a look. */
  function runsWell({ streams }: Run): boolean {
    let most = 0;
    let all = 0;
    for (const { received } of streams) {
      let timed = 0;
      let last = -Infinity;
      for (const { op } of received) {
        const { at } = op.event;
        if (at === null) continue;
        if (at < last - maxClockStep || isFar(at, op.time)) return false;
        last = Math.max(last, at);
        timed += 1;
      }
      most = Math.max(most, timed);
      all += timed;
    }
    if (most < 2) return true;
    trials += 1;
    evaluated += all;
    return true;
  }

  function isFar(at: number, time: number): boolean {
    return maxClockSkew !== null && Math.abs(at - header.epoch - time) > maxClockSkew;
  }

  return {
    guarantee: "clock",
    watches: ["tick", "health"],
    observe(op) {
      lag.observe(op);
    },
    settle(run) {
      if (run.plain === true && runsWell(run)) return;
      const streams = run.streams.map(timeline);
      if (!streams.some((timed) => timed.length >= 2)) return;
      trials += 1;
      evaluated += streams.reduce((sum, timed) => sum + timed.length, 0);
      streams.some((timed) => backwards(run, timed));
      skew(run, streams.flat());
    },
    tally() {
      return { trials, evaluated, unknown: null };
    },
  };
};

/** The timed events of a stream in the server's own order, as far as it is known. */
function timeline(stream: Stream): readonly Timed[] {
  const firsts = stream.received.filter((received) => received.copyOf === null);
  const numbered = firsts.every(({ op }) => op.event.seq !== null);
  const ordered = numbered
    ? firsts.toSorted((a, b) => (a.op.event.seq ?? 0) - (b.op.event.seq ?? 0))
    : firsts.filter((received) => !displaced(stream, received));
  return ordered.flatMap((received) => {
    const { at } = received.op.event;
    return at === null ? [] : [{ received, at }];
  });
}

function displaced(stream: Stream, received: Received): boolean {
  return stream.differences.some(
    (difference) => difference.kind !== "missing" && difference.event === received,
  );
}

function figure(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
