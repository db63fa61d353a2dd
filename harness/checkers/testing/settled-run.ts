import { AGENT_ERROR, COMPLETED } from "../../contract/event-types.ts";
import type { AgentEvent, Op } from "../../history/op.ts";
import type { Observation } from "../../verdict/finding.ts";
import type { Damage, Tally } from "../../verdict/judgement.ts";
import type { CheckContext, CheckerFactory } from "../checker.ts";
import { markOf } from "../scene/mark-of.ts";
import type { Connection, Received, Run, Stream } from "../scene/scene.ts";

/** One event as a test writes it down: its type, when it came, and what is special about it. */
export interface Seen extends Partial<Omit<AgentEvent, "type">> {
  readonly type: string;
  readonly time: number;
  readonly copy?: true;
  readonly truncated?: true;
  readonly canaries?: readonly string[];
}

/** Events as one reader received them, with indexes from `first` on. */
export function stream(events: readonly Seen[], first = 10): Stream {
  const received: Received[] = [];
  for (const [at, seen] of events.entries()) {
    const { type, time, copy, truncated, canaries, ...said } = seen;
    const blank = { run: "r1", thread: "t1", user: "amy", id: null, seq: null, at: null, data: {} };
    const event: AgentEvent = { ...blank, ...said, type };
    const op = {
      type: "event",
      index: first + at,
      time,
      connection: 0,
      user: "amy",
      bytes: 1,
      event,
      ...(canaries === undefined ? {} : { canaries }),
      ...(truncated === undefined ? {} : { truncated }),
    } as const;
    const copyOf =
      copy === true ? (received.find((one) => one.op.event.type === type) ?? null) : null;
    received.push({
      op,
      copyOf,
      copyKind: copyOf === null ? null : "same",
      mark: markOf(event.id),
    });
  }
  const terminal = received.find(({ op }) => [COMPLETED, AGENT_ERROR].includes(op.event.type));
  return { connection: null, received, terminal: terminal ?? null, differences: [] };
}

/** A settled run of amy's: scheduled and sent at 0 by op 1 on connection 0, thread `t1`, canary `qxamy`. */
export function settled(events: readonly Seen[], rest: Partial<Run> = {}): Run {
  return {
    id: "r1",
    owner: "amy",
    thread: "t1",
    canary: "qxamy",
    connection: 0,
    sendIndex: 1,
    scheduled: 0,
    sent: 0,
    fate: "ok",
    acknowledged: null,
    announced: null,
    streams: [stream(events)],
    cancelRequested: null,
    cancelAcknowledged: null,
    refusal: null,
    end: "complete",
    ...rest,
  };
}

export interface Circumstances {
  readonly header?: object;
  readonly contract?: object;
  /** Ops that come before the runs settle. */
  readonly ops?: readonly Op[];
  readonly damage?: Partial<Damage>;
  readonly connections?: ReadonlyMap<number, Connection>;
  /** Time at which the runs settle. */
  readonly now?: number;
}

/** What a checker says of settled runs, without a ledger. */
export function judgeSettled(
  factory: CheckerFactory,
  runs: readonly Run[],
  given: Circumstances = {},
): { readonly observations: readonly Observation[]; readonly tally: Tally } {
  const observations: Observation[] = [];
  const damage: Damage = { whole: null, users: new Map(), ...given.damage };
  const scene = {
    now: given.now ?? 0,
    runs: new Map(),
    connections: given.connections ?? new Map(),
    damage,
    texts: { held: 0, faults: () => [] },
  };
  const context = {
    header: given.header,
    contract: given.contract,
    scene,
    report: (observation: Observation) => observations.push(observation),
  } as unknown as CheckContext;
  const checker = factory(context);
  for (const op of given.ops ?? []) {
    const place = { connection: null, run: null, stream: null, received: null, ownership: null };
    checker.observe?.(op, place);
  }
  for (const run of runs) checker.settle?.(run);
  checker.finish?.();
  return { observations, tally: checker.tally() };
}
