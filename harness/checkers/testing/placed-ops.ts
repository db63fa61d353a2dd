import type { ContractData } from "../../contract/contract.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { AgentEvent, EventOp, Sightings, Unstamped } from "../../history/op.ts";
import { mintCanary } from "../../ownership/canary.ts";
import { executionKey } from "../../ownership/key.ts";
import { mintId } from "../../ownership/run-id.ts";
import type { Observation } from "../../verdict/finding.ts";
import type { Claim } from "../../verdict/guarantee.ts";
import { isolation } from "../isolation/isolation.ts";
import { markOf } from "../scene/mark-of.ts";
import type { Difference, Ownership, Place, Received, Run } from "../scene/scene.ts";
import { settled } from "./settled-run.ts";

export const KEY = executionKey("seed", "nonce");
/** Enough that a leak can reach more of them than a report names. */
export const USERS = [
  "amy",
  "bo",
  "cy",
  "dee",
  "eve",
  "fay",
  "gus",
  "hal",
  "ida",
  "jon",
  "kim",
  "lou",
  "max",
] as const;
export const SENTINEL = "Amy";

const NOWHERE: Place = {
  connection: null,
  run: null,
  stream: null,
  received: null,
  ownership: null,
};

type User = string;

export interface Shape {
  readonly memory?: ContractData["memory"];
  readonly echo?: ContractData["echo"];
  readonly eventIds?: HistoryHeader["dialect"]["eventIds"];
  readonly claim?: Claim;
  readonly verifies?: boolean;
}

export interface EventShape extends Sightings {
  readonly id?: string;
  readonly seq?: number;
  readonly thread?: string;
  readonly copyKind?: Received["copyKind"];
  readonly data?: AgentEvent["data"];
  readonly part?: number;
}

/** Places ops as the ledger does, as far as isolation looks: ops are 10 ms apart, and every test says whose an event is. */
export function watch(shape: Shape = {}) {
  const observations: Observation[] = [];
  const runs = new Map<string, Run>();
  const counts = { echoed: 0 };
  const damage = { whole: null as string | null, users: new Map<string, string>() };
  const header = {
    key: KEY,
    linger: 1_000,
    verifies: shape.verifies ?? false,
    plan: { users: [...USERS, SENTINEL].map((id) => ({ id, role: roleOf(id) })) },
    dialect: { eventIds: shape.eventIds ?? "run" },
    claims: { isolation: shape.claim ?? "claimed" },
  };
  const contract = {
    memory: shape.memory ?? "thread",
    echo: shape.echo ?? "required",
    grammar: { sequence: [] },
    spans: {
      step: { open: "step", close: "stepped", id: "call", delta: null, inside: ["delta"] },
      tool: { open: "call", close: "called", id: "call", delta: "text", inside: ["delta"] },
    },
  };
  const scene = { runs, counts, damage };
  const report = (observation: Observation) => observations.push(observation);
  const checker = isolation({ header, contract, scene, report } as never);
  let index = 0;

  function push(op: Unstamped, place: Partial<Place> = {}, time = index * 10): number {
    checker.observe?.({ index, time, ...op }, { ...NOWHERE, ...place });
    index += 1;
    return index - 1;
  }

  return {
    counts,
    damage,
    /** Sends a user's run; a thread only where it is not one of its own. */
    send(user: User, ordinal = 0, thread?: string): Run {
      const run = runOf(user, ordinal, index, thread);
      runs.set(run.id, run);
      const { id, canary, scheduled } = run;
      push({
        type: "send",
        action: "start",
        connection: 0,
        user,
        run: id,
        thread: run.thread,
        canary,
        scheduled,
        outcome: "ok",
      });
      return run;
    },
    /** An event of the receiver's own run, as the envelope says. */
    own(run: Run, type: string, { copyKind = null, ...more }: EventShape = {}): Received {
      const op = event(run.owner, run.id, type, more);
      const stamped = { index, time: index * 10, ...op } as EventOp;
      const received: Received = {
        op: stamped,
        copyOf: null,
        copyKind,
        mark: markOf(stamped.event.id),
      };
      const [stream] = run.streams;
      stream?.received.push(received);
      push(op, { run, received, stream: stream ?? null, ownership: { kind: "own" } });
      return received;
    },
    /** Any other event; `run` is whose run id the envelope names. */
    event(user: User | null, type: string, ownership: Ownership, more: EventShape = {}): number {
      const id = "run" in ownership ? ownership.run : null;
      const run = id === null ? null : (runs.get(id) ?? null);
      return push(event(user, id ?? "unknown", type, more), { run, ownership });
    },
    foreign(user: User | null, type: string, run: Run, more: EventShape = {}): number {
      const ownership: Ownership = { kind: "foreign", owner: run.owner, run: run.id };
      return push(event(user, run.id, type, more), { run, ownership });
    },
    push,
    tick(time: number): void {
      push({ type: "tick", lag: 0 }, {}, time);
    },
    settle(run: Run, differences: readonly Difference[] = []): void {
      for (const stream of run.streams) stream.differences = differences;
      checker.settle?.(run);
      runs.delete(run.id);
    },
    reported: () => observations.map(({ touches: _touches, ...rest }) => rest),
    finish() {
      checker.finish?.();
      return {
        findings: observations.map(({ kind, user, victim, event: type, ops }) => [
          kind,
          user,
          victim,
          type,
          ops,
        ]),
        messages: observations.map(({ message }) => message),
        observations,
        tally: checker.tally(),
      };
    },
  };
}

/** The canary of a user's run. */
export function canaryOf(user: User, run = 0): string {
  return mintCanary(KEY, ordinalOf(user), run);
}

function runOf(user: User, ordinal: number, sendIndex: number, thread?: string): Run {
  return settled([], {
    id: mintId(KEY, "run", ordinalOf(user), ordinal),
    owner: user,
    thread: thread ?? mintId(KEY, "thread", ordinalOf(user), ordinal),
    canary: canaryOf(user, ordinal),
    sendIndex,
    end: null,
  });
}

function event(
  user: User | null,
  run: string,
  type: string,
  { id, seq, thread, data, ...rest }: EventShape,
): Unstamped<EventOp> {
  const said = { thread: thread ?? null, user: null, seq: seq ?? null, at: null };
  return {
    type: "event",
    connection: user === null ? 99 : ordinalOf(user),
    user,
    bytes: 9,
    event: { ...said, type, run, id: id ?? null, data: data ?? {} },
    ...rest,
  };
}

function ordinalOf(user: User): number {
  return [...USERS, SENTINEL].indexOf(user);
}

function roleOf(user: User): "user" | "sentinel" {
  return user === SENTINEL ? "sentinel" : "user";
}
