import type { LatencyMetric } from "../../verdict/verdict.ts";
import type { HarnessLag } from "../harness-lag.ts";
import type { Received, Run, Scene, Stream } from "../scene/scene.ts";

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

export interface Watch {
  /** When the run settled: nobody waited longer. */
  readonly settledAt: number;
  readonly connections: Scene["connections"];
  readonly lag: HarnessLag;
  /** The server always acknowledges. Where it need not, the first event stands for it. */
  readonly acknowledges: boolean;
}

/** The stream of a run of which nobody received anything. */
const NOTHING: Stream = { connection: null, received: [], terminal: null, differences: [] };

/**
 * All times of a settled run, each reader's stream by itself. Waiting in vain counts only where something
 * was to be expected: not after a refusal, not after a cancel, not on a send that perhaps never left.
 */
export function measures(run: Run, { settledAt, connections, lag, acknowledges }: Watch): Measures {
  const sendLag = Math.max(0, run.sent - run.scheduled);
  const expected = run.fate === "ok" && run.refusal === null && run.cancelRequested === null;

  const sinceSend = (time: number) => ({
    took: time - run.scheduled,
    lag: sendLag + lag.near(time),
  });

  const came = ({ op }: Received): Measure => ({
    came: true,
    ...sinceSend(op.time),
    event: op.event.type,
    ops: [op.index, run.sendIndex],
  });

  const missing = (until: number): readonly Measure[] =>
    expected ? [{ came: false, ...sinceSend(until), event: null, ops: [run.sendIndex] }] : [];

  /** The wait after the last event of a stream that never ended. */
  const openGap = (last: Received | undefined, until: number): readonly Measure[] => {
    if (last === undefined || !expected) return [];
    const { index, time } = last.op;
    const doubt = Math.max(lag.near(time), lag.near(until));
    return [{ came: false, took: until - time, lag: doubt, event: null, ops: [index] }];
  };

  /** When we stopped waiting for this stream. */
  const end = ({ connection }: Stream): number => {
    const reader = run.end === "closed" ? (connection ?? run.connection) : connection;
    const close = reader === null ? null : (connections.get(reader)?.close ?? null);
    return close === null ? settledAt : Math.min(settledAt, close.time);
  };

  const streams = (run.streams.length === 0 ? [NOTHING] : run.streams).map((stream) => {
    const until = end(stream);
    const events = untilTerminal(stream);
    const [first] = events;
    const { terminal } = stream;
    return {
      first: first === undefined ? missing(until) : [came(first)],
      gap: [...gaps(events, lag), ...(terminal === null ? openGap(events.at(-1), until) : [])],
      total: terminal === null ? missing(until) : [came(terminal)],
    };
  });
  const first = streams.flatMap((stream) => stream.first);

  const acknowledgement = (): readonly Measure[] => {
    if (run.acknowledged === null) {
      if (acknowledges) return missing(end(NOTHING));
      return first.toSorted((a, b) => a.took - b.took).slice(0, 1);
    }
    return [{ came: true, ...sinceSend(run.acknowledged), event: null, ops: [run.sendIndex] }];
  };

  return {
    accepted: acknowledgement(),
    first,
    gap: streams.flatMap((stream) => stream.gap),
    total: streams.flatMap((stream) => stream.total),
  };
}

/** Times between neighbours. */
function gaps(events: readonly Received[], lag: HarnessLag): readonly Measure[] {
  return events.flatMap(({ op }, at) => {
    const earlier = events[at - 1]?.op;
    if (earlier === undefined) return [];
    return [
      {
        came: true,
        took: op.time - earlier.time,
        lag: Math.max(lag.near(op.time), lag.near(earlier.time)),
        event: op.event.type,
        ops: [op.index, earlier.index],
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
