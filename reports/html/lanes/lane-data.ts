import { contractTypes } from "../../../harness/contract/define-contract.ts";
import type { HistoryHeader } from "../../../harness/history/header.ts";
import type { Op, OpenOp, Role } from "../../../harness/history/op.ts";
import type { OpSink } from "../../../harness/history/sink.ts";
import { createKinds, type MarkKind } from "./kinds.ts";
import { createLatencyWatch, type LatencyData } from "./latency-watch.ts";
import { createMarks, type Marks } from "./marks.ts";
import { createOwners, type RunPlace } from "./owners.ts";
import { createHealthSeries, type HealthPoint } from "./series.ts";

/** What a report draws of a history: small enough to carry, whatever the history weighed. */
export interface LaneData {
  /** One a connection, in order of their first op. */
  readonly lanes: readonly Lane[];
  readonly kinds: readonly MarkKind[];
  /** In order of time. */
  readonly marks: Marks;
  /** What the harness did on purpose, such as `drain`. */
  readonly faults: readonly { readonly time: number; readonly fault: string }[];
  readonly latency: LatencyData;
  readonly health: readonly HealthPoint[];
  /** Ops and connections that no mark or lane was kept for, and since when; null: all are there. */
  readonly left: { readonly since: number; readonly marks: number; readonly lanes: number } | null;
  /** The run of an id, ours or the server's; null: unknown. */
  runOf(id: string): RunPlace | null;
}

export interface Lane {
  readonly connection: number;
  /** Position in the plan's users; -1: a probe, or nobody of the plan. */
  readonly user: number;
  readonly role: Role;
  /** Bad credentials that a probe presented. */
  readonly probe: string | null;
  /** Close code, once it closed. */
  readonly code: number | null;
}

/** How much is kept. */
export interface LaneLimits {
  readonly marks: number;
  readonly lanes: number;
}

export const LANE_LIMITS: LaneLimits = { marks: 250_000, lanes: 20_000 };

/** Faults kept: they are ours, and few. */
const FAULTS = 1_000;

/** Gathers, op by op, what the picture of the crowd needs. Bounded memory: about 40 bytes a mark. */
export interface LaneSink extends OpSink {
  /** @param evidence ops that must not be missing from the picture, even where it was full already */
  finish(evidence?: ReadonlyMap<number, Op>): LaneData;
}

export function createLaneData(header: HistoryHeader, limits: LaneLimits = LANE_LIMITS): LaneSink {
  const users = new Map(header.plan.users.map(({ id }, at) => [id, at]));
  const roles = header.plan.users.map(({ role }) => role);
  const kinds = createKinds(contractTypes(header.contract));
  const owners = createOwners(header);
  const latency = createLatencyWatch(header.contract);
  const health = createHealthSeries();
  const marks = createMarks();
  const lanes: Lane[] = [];
  const laneOf = new Map<number, number>();
  const faults: { time: number; fault: string }[] = [];
  const left = { since: Infinity, marks: 0, lanes: 0 };
  /** Index of the first op that found no room. */
  let fullAt = Infinity;
  let tickLag = 0;

  function lane(connection: number, op: Op): number | null {
    const known = laneOf.get(connection);
    if (known !== undefined) return known;
    if (lanes.length >= limits.lanes) {
      if (op.type === "open") left.lanes += 1;
      left.since = Math.min(left.since, op.time);
      return null;
    }
    const user = "user" in op && op.user !== null ? (users.get(op.user) ?? -1) : -1;
    const open: OpenOp | null = op.type === "open" ? op : null;
    lanes.push({
      connection,
      user,
      role: open?.role ?? roles[user] ?? "user",
      probe: open?.probe ?? null,
      code: null,
    });
    laneOf.set(connection, lanes.length - 1);
    return lanes.length - 1;
  }

  function add(op: Op, place: RunPlace | null): void {
    if (!("connection" in op) || op.connection === null) return;
    const kind = kinds.of(op);
    if (kind === null) return;
    const at = lane(op.connection, op);
    const known = at === null ? undefined : lanes[at];
    if (at === null || known === undefined) return;
    if (op.type === "close") lanes[at] = { ...known, code: op.code };
    const { user: owner, run } = place ?? { user: -1, run: -1 };
    marks.add({ lane: at, time: op.time, kind, owner, run, op: op.index });
  }

  return {
    push(op) {
      if (op.type === "tick") tickLag = Math.max(tickLag, op.lag);
      if (op.type === "health") {
        const { time, eventLoopDelayP99: delay, maxSendLag: sendLag, memory } = op;
        health.add({ time, delay, sendLag, tickLag, memory });
        tickLag = 0;
      }
      if (op.type === "fault") {
        if (faults.length < FAULTS) faults.push({ time: op.time, fault: op.fault });
        return;
      }
      if (!("connection" in op)) return;
      const place = owners.of(op);
      if (place !== null) latency.see(op, place);
      // The end of a lane is kept: one more mark each.
      if (marks.length < limits.marks || op.type === "close") return add(op, place);
      fullAt = Math.min(fullAt, op.index);
      left.since = Math.min(left.since, op.time);
      left.marks += 1;
    },
    finish(evidence = new Map()) {
      const missing = [...evidence.values()]
        .filter(({ index, type }) => index >= fullAt && type !== "close")
        .toSorted((a, b) => a.index - b.index);
      for (const op of missing) add(op, owners.of(op));
      return {
        lanes,
        kinds: kinds.view(),
        marks: marks.view(),
        faults,
        latency: latency.view(),
        health: health.view(),
        left: left.since === Infinity ? null : left,
        runOf: (id) => owners.named(id),
      };
    },
  };
}
