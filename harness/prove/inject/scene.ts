import { createLedger } from "../../checkers/scene/ledger.ts";
import type { Run } from "../../checkers/scene/scene.ts";
import type { Contract } from "../../contract/contract.ts";
import { contractFromData } from "../../contract/define-contract.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { CloseOp, EventOp, FrameOp, Op, OpenOp, SendOp } from "../../history/op.ts";
import { readMessages } from "./messages.ts";

/** A history as an injection sees it: what belongs together, and where a fault can be put. */
export interface Scene {
  readonly header: HistoryHeader;
  readonly contract: Contract;
  readonly ops: readonly Op[];
  /** Runs in the order of their sends. */
  readonly runs: readonly SceneRun[];
  /** Runs that came as they should: a fault in one of them is the only one there. */
  readonly sound: readonly SceneRun[];
  /** Connections of users and sentinels that were open until we closed them. */
  readonly seats: readonly Seat[];
  /** Handshakes with bad credentials. */
  readonly probes: readonly OpenOp[];
  /** Messages of several ops, by each of their ops. */
  readonly messages: ReadonlyMap<Op, readonly (EventOp | FrameOp)[]>;
  /** When we began to close the sockets; null: the history tells of no such end. */
  readonly closing: number | null;
}

export interface Seat {
  readonly connection: number;
  readonly user: string;
  readonly role: "user" | "sentinel";
  readonly open: OpenOp;
  readonly close: CloseOp;
}

export interface SceneRun {
  readonly id: string;
  readonly owner: string;
  readonly send: SendOp;
  /** All that belongs to it, its send included, in order. */
  readonly ops: readonly Op[];
  /** Its events as they came to each reader: the same number of the same types. */
  readonly moments: readonly Moment[];
  /** Another run of its owner was open at the same time. */
  readonly overlapped: boolean;
  /** How many events the server announced; null: it did not. */
  readonly announced: number | null;
}

/** One event of a run, once for each reader; the first reader's first. */
export type Moment = readonly [EventOp, ...EventOp[]];

/** @param spoilt run ids that something was found wrong with already */
export function readScene(
  header: HistoryHeader,
  ops: readonly Op[],
  spoilt: ReadonlySet<string> = new Set(),
): Scene {
  const contract = contractFromData(header.contract);
  const settled = new Map<string, Run>();
  const ledger = createLedger(header, contract, (run) => settled.set(run.id, run));
  const sends = new Map<string, SendOp>();
  const byRun = new Map<string, Op[]>();
  for (const op of ops) {
    const { run } = op.type === "event" ? ledger.event(op) : ledger.place(op);
    if (run !== null && "user" in op && op.user === run.owner) {
      byRun.set(run.id, [...(byRun.get(run.id) ?? []), op]);
      if (op.type === "send" && op.action === "start" && !sends.has(run.id)) sends.set(run.id, op);
    }
    ledger.after(op);
  }
  ledger.finish();
  const seats = seatsOf(ops);
  const live = new Set(seats.map(({ connection }) => connection));
  const runs = [...settled.values()].flatMap((run): readonly SceneRun[] => {
    const send = sends.get(run.id);
    return send === undefined ? [] : [sceneRun(run, send, byRun.get(run.id) ?? [])];
  });
  const isSound = ({ id, ops: own }: SceneRun): boolean => {
    const run = settled.get(id);
    return (
      run !== undefined &&
      !spoilt.has(id) &&
      endedWell(run, contract) &&
      own.every((op) => !("connection" in op) || op.connection === null || live.has(op.connection))
    );
  };
  const inOrder = runs.toSorted((a, b) => a.send.index - b.send.index);
  const lastEvent = ops.findLast((op) => op.type === "event")?.time ?? 0;
  const hangUps = seats.map(({ close }) => close.time).filter((time) => time >= lastEvent);
  return {
    header,
    contract,
    ops,
    runs: inOrder,
    sound: inOrder.filter(isSound).filter(({ moments }) => moments.length > 0),
    seats,
    probes: ops.filter((op) => op.type === "open").filter(({ role }) => role === "probe"),
    messages: readMessages(ops),
    closing: hangUps.length === 0 ? null : Math.min(...hangUps),
  };
}

function sceneRun(run: Run, send: SendOp, ops: readonly Op[]): SceneRun {
  const { id, owner, overlapped = false, announced } = run;
  return { id, owner, send, ops, moments: momentsOf(run), overlapped, announced };
}

/** Nothing where the readers saw different things. */
function momentsOf({ streams }: Run): readonly Moment[] {
  const [first, ...others] = streams.map(({ received }) => received.map(({ op }) => op));
  if (first === undefined) return [];
  const alike = others.every(
    (other) =>
      other.length === first.length &&
      other.every((op, at) => op.event.type === first[at]?.event.type),
  );
  if (!alike) return [];
  return first.map((op, at) => [op, ...others.flatMap((other) => other[at] ?? [])]);
}

function endedWell(run: Run, { terminal }: Contract): boolean {
  return (
    run.end === "complete" &&
    run.fate === "ok" &&
    run.cancelRequested === null &&
    run.streams.length > 0 &&
    run.streams.every(
      (stream) =>
        stream.terminal !== null &&
        terminal.success.includes(stream.terminal.op.event.type) &&
        stream.received.at(-1) === stream.terminal &&
        stream.differences.length === 0 &&
        stream.received.every(({ copyOf }) => copyOf === null),
    )
  );
}

function seatsOf(ops: readonly Op[]): readonly Seat[] {
  const opens = new Map<number, OpenOp>();
  const seats: Seat[] = [];
  for (const op of ops) {
    if (op.type === "open" && op.outcome === "open") opens.set(op.connection, op);
    if (op.type !== "close" || op.by !== "harness") continue;
    const open = opens.get(op.connection);
    if (open === undefined || open.role === "probe" || open.user === null) continue;
    const { connection, user, role } = open;
    seats.push({ connection, user, role, open, close: op });
  }
  return seats.toSorted((a, b) => a.connection - b.connection);
}
