import type { LatencyMetric } from "../verdict/verdict.ts";
import type { HarnessLag } from "./harness-lag.ts";
import type { Received, Run, Scene, Stream } from "./scene.ts";

/** How long something of a run took, or how long we waited for it in vain. Milliseconds. */
export interface Measure {
  /** False: it had not come when we stopped waiting, so that `took` is a lower bound. */
  readonly came: boolean;
  readonly took: number;
  /** By how much `took` may be wrong through the harness's own fault. */
  readonly lag: number;
  readonly event: string | null;
  /** The late op first, then the one from which the time counts. */
  readonly ops: readonly number[];
}

export type Measures = Readonly<Record<LatencyMetric, readonly Measure[]>>;

/**
 * All times of a settled run, each reader's stream by itself. Empty where nothing was to be expected:
 * after a refusal, after a cancel, or on a send that perhaps never left.
 *
 * `acknowledges`: the server always acknowledges. Where it need not, the first event stands for it.
 */
export function measures(run: Run, scene: Scene, lag: HarnessLag, acknowledges: boolean): Measures {
  const sendLag = Math.max(0, run.sent - run.scheduled);
  const streams = run.streams.map((stream) => untilTerminal(stream));
  const firsts = streams.flatMap((events) => events.slice(0, 1));
  const acknowledged =
    run.acknowledged ?? (acknowledges ? null : (firsts.map(timeOf).toSorted(ascending)[0] ?? null));

  function since(received: Received): Measure {
    const { index, time, event } = received.op;
    return {
      came: true,
      took: time - run.scheduled,
      lag: sendLag + lag.near(time),
      event: event.type,
      ops: [index, run.sendIndex],
    };
  }

  function inVain(from: number, base: number, ops: readonly number[]): readonly Measure[] {
    if (run.fate !== "ok" || run.refusal !== null || run.cancelRequested !== null) return [];
    const until = run.end === "closed" ? closing(run, scene) : scene.now;
    return [{ came: false, took: until - from, lag: base + lag.near(until), event: null, ops }];
  }

  function total(events: readonly Received[], stream: Stream): readonly Measure[] {
    if (stream.terminal !== null) return [since(stream.terminal)];
    return inVain(run.scheduled, sendLag, [lastIndex(events, run)]);
  }

  const unanswered = (): readonly Measure[] => inVain(run.scheduled, sendLag, [run.sendIndex]);
  const silent = streams.length === 0;
  return {
    accepted:
      acknowledged === null
        ? unanswered()
        : [
            {
              came: true,
              took: acknowledged - run.scheduled,
              lag: sendLag + lag.near(acknowledged),
              event: null,
              ops: [run.sendIndex],
            },
          ],
    first: silent
      ? unanswered()
      : streams.flatMap(([first]) => (first === undefined ? unanswered() : [since(first)])),
    gap: run.streams.flatMap((stream, at) => {
      const events = streams[at] ?? [];
      const last = events.at(-1);
      const open = last === undefined || stream.terminal !== null;
      return [
        ...gaps(events, lag),
        ...(open ? [] : inVain(last.op.time, lag.near(last.op.time), [last.op.index])),
      ];
    }),
    total: silent
      ? unanswered()
      : run.streams.flatMap((stream, at) => total(streams[at] ?? [], stream)),
  };
}

function gaps(events: readonly Received[], lag: HarnessLag): readonly Measure[] {
  return events.flatMap((received, at) => {
    const earlier = events[at - 1];
    if (earlier === undefined) return [];
    const { index, time, event } = received.op;
    return [
      {
        came: true,
        took: time - earlier.op.time,
        lag: Math.max(lag.near(time), lag.near(earlier.op.time)),
        event: event.type,
        ops: [index, earlier.op.index],
      },
    ];
  });
}

/** What came for the first time, up to the terminal event. */
function untilTerminal(stream: Stream): readonly Received[] {
  const firsts = stream.received.filter((received) => received.copyOf === null);
  const end = stream.terminal === null ? -1 : firsts.indexOf(stream.terminal);
  return end === -1 ? firsts : firsts.slice(0, end + 1);
}

function closing(run: Run, scene: Scene): number {
  return scene.connections.get(run.connection)?.close?.time ?? scene.now;
}

function lastIndex(events: readonly Received[], run: Run): number {
  return events.at(-1)?.op.index ?? run.sendIndex;
}

function timeOf(received: Received): number {
  return received.op.time;
}

function ascending(a: number, b: number): number {
  return a - b;
}
