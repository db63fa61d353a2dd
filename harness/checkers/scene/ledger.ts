import type { Contract } from "../../contract/contract.ts";
import { mostEvents } from "../../contract/most-events.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp, FrameKind, FrameOp, Op, SendOp } from "../../history/op.ts";
import { type Connections, createConnections } from "./connections.ts";
import { copyRules } from "./copies.ts";
import { createDamageWatch, type Origin } from "./damage-watch.ts";
import { createEcho } from "./echo.ts";
import type { OpenRun, OpenStream } from "./open-run.ts";
import { numberHabits } from "./number-habits.ts";
import { ownerOf } from "./owner-of.ts";
import { createRunBook } from "./run-book.ts";
import { createSteps, type StepsBook, UNNOTED } from "../parts/steps.ts";
import { markOf } from "./mark-of.ts";
import { isAnswered, isRefused } from "./run-end.ts";
import type { Connection, Counts, Place, Received, Run, Scene } from "./scene.ts";
import { streamOf } from "./stream-of.ts";
import { wholeTexts } from "./whole-texts.ts";

/** Folds ops into a scene, one after the other: each is placed, and then all who have seen it are followed by `after`. */
export interface Ledger {
  readonly scene: Scene;
  /** How many connections and runs were open when, of a slice of a crowd. */
  readonly connectionSteps: StepsBook;
  readonly runSteps: StepsBook;
  /** Settles what time alone has settled, then tells where the op belongs. */
  place(op: OtherOp): Place;
  event(op: EventOp): Place;
  /** Settles what this op has settled, now that all have seen it. */
  after(op: Op): void;
  /** Settles all that is still open. */
  finish(): void;
}

type OtherOp = Exclude<Op, EventOp>;

const NOWHERE = at(null, null);

/** Milliseconds by which a tick is late when the harness stood still, and was not merely busy. */
const STALL = 200;

/** The runs of which a frame speaks that names none, by its kind. */
const MEANT: Readonly<Partial<Record<FrameKind, (run: OpenRun) => boolean>>> = {
  accepted: (run) => run.running && run.acknowledged === null,
  cancelled: (run) => run.cancelRequested !== null && run.cancelAcknowledged === null,
  error: (run) => run.running && run.acknowledged === null && !isAnswered(run),
};

/**
 * `settle` is told each run once, while it still stands in the scene.
 *
 * @param origin what the history is, as far as it does not tell itself
 * @param isGuess whether nothing proves that the server's own id of a run is that run's
 */
export function createLedger(
  header: HistoryHeader,
  contract: Contract,
  settle: (run: Run) => void,
  origin: Origin = {},
  isGuess?: (run: string) => boolean,
): Ledger {
  const counts = nothingCounted();
  // In slices of one record nothing happens at one moment: their ops stand one after the other in it.
  const moment = origin.cut === true ? () => index : () => scene.now;
  const noted = (): StepsBook => (header.slice === undefined ? UNNOTED : createSteps(moment));
  const connectionSteps = noted();
  const runSteps = noted();
  const connections = createConnections(counts, connectionSteps);
  const watch = createDamageWatch(origin);
  const numbers = numberHabits(header.dialect.provides);
  const texts = wholeTexts(contract);
  const echo = createEcho(contract, counts);
  const book = createRunBook(header, contract, connections, counts, runSteps, (run) => {
    echo.settle(run);
    numbers.observe(run);
    texts.observe(run);
    settle(run);
  });
  const owner = ownerOf(header, book, isGuess);
  const findCopy = copyRules(contract, header.dialect.eventIds);
  const terminals = new Set([...contract.terminal.success, ...contract.terminal.error]);
  const mayNumberConnections = header.dialect.provides.seq !== "always";
  const most = mostEvents(contract);
  /** The run that the op at hand has filled; null: none. */
  let full: OpenRun | null = null;
  let finished = false;
  let index = 0;

  const scene: Scene = {
    now: 0,
    connections: connections.all,
    runs: book.open,
    damage: watch.damage,
    counts,
    numbers,
    texts,
  };

  function send(op: SendOp): OpenRun | null {
    if (op.action === "start") return book.start(op);
    const run = op.run === null ? undefined : book.open.get(op.run);
    if (op.action === "cancel" && run !== undefined && op.outcome !== "fail") {
      run.cancelRequested ??= op.time;
    }
    return run ?? null;
  }

  function frame(op: FrameOp, connection: Connection | null): OpenRun | null {
    if (connection !== null) {
      connection.lastHeard = op.time;
      if (op.kind === "welcome") connection.welcomed = true;
    }
    const named = op.run !== null;
    const run = op.run === null ? onlyRunOf(op) : (book.open.get(op.run) ?? null);
    if (run === null || run.owner !== op.user) return run;
    if (op.kind === "accepted") {
      run.acknowledged ??= op.time;
      run.announced ??= op.announced;
      run.lastSign = op.time;
    } else if (op.kind === "cancelled") {
      run.cancelAcknowledged ??= op.time;
      book.halt(run);
    } else if (op.kind === "error" && run.refusal === null) {
      run.refusal = { index: op.index, code: op.code };
      // It may have been about something else, and the answer be still to come.
      if (!named) return run;
      run.refusedAt = op.time;
      if (isRefused(run)) book.halt(run);
    }
    return run;
  }

  /** The run that an acknowledgement or an error without a run id can only mean. */
  function onlyRunOf({ kind, user }: FrameOp): OpenRun | null {
    const isMeant = MEANT[kind];
    if (isMeant === undefined || user === null) return null;
    const [only, another] = book.runsOf(user).filter(isMeant);
    return another === undefined ? (only ?? null) : null;
  }

  function event(op: EventOp): Place {
    begin(op.index, op.time);
    const connection = connections.all.get(op.connection) ?? null;
    watch.event(op, connection);
    echo.begin(op);
    counts.events += 1;
    if (connection !== null) {
      connection.came += 1;
      connection.served = true;
      connection.lastHeard = op.time;
    }
    const { ownership, run } = owner(op);
    if (run === null || (ownership?.kind !== "own" && ownership?.kind !== "drifted")) {
      return { connection, run, stream: null, received: null, ownership };
    }
    run.lastSign = op.time;
    echo.see(op, run);
    const stream = streamOf(run, op.connection);
    const received = stream === null ? null : enter(op, run, stream, connection);
    return { connection, run, stream, received, ownership };
  }

  /** Null: a copy that the contract allows. */
  function enter(
    op: EventOp,
    run: OpenRun,
    stream: OpenStream,
    connection: Connection | null,
  ): Received | null {
    const mark = markOf(op.event.id);
    const copy = findCopy(stream, op, mark, stream.terminal !== null);
    if (copy?.kind === "same" && isRedelivery(connection, copy.of.op)) return null;
    const copyOf = copy?.of ?? null;
    const copyKind = copy?.kind ?? null;
    const received: Received = mayNumberConnections
      ? { op, copyOf, copyKind, mark, nth: connection?.came ?? 0 }
      : { op, copyOf, copyKind, mark };
    book.follow(stream, received);
    if (stream.received.length >= most) full = run;
    if (copy !== null) return received;
    if (stream.terminal === null && terminals.has(op.event.type)) {
      stream.terminal = received;
      run.lastTerminal = op.time;
      book.linger(run, op.time);
      if (run.streams.every(({ terminal }) => terminal !== null)) book.halt(run);
    }
    return received;
  }

  /** The same event again, on a connection that its user opened since. */
  function isRedelivery(on: Connection | null, original: EventOp): boolean {
    if (contract.redelivery === "never" || on?.number === original.connection) return false;
    return on !== null && on.open.time > original.time;
  }

  /** While the harness itself stood still it heard nothing: that time is no waiting. */
  function excuse(lag: number): void {
    for (const run of book.open.values()) run.lastSign += lag;
  }

  /** An op of this number and time is at hand. */
  function begin(number: number, time: number): void {
    index = number;
    scene.now = Math.max(scene.now, time);
    book.settleLingering(scene.now);
    counts.ops += 1;
  }

  return {
    scene,
    connectionSteps,
    runSteps,
    event,
    place(op) {
      begin(op.index, op.time);
      if (op.type === "tick" && op.lag > STALL) excuse(op.lag);
      if (op.type === "tick" || op.type === "end") book.settleAllDue(scene.now);
      const connection = connectionOf(op, connections);
      watch.observe(op, connection);
      if (op.type === "frame") echo.begin(op);
      if (op.type === "frame" && connection !== null && !op.kind.startsWith("control-")) {
        connection.came += 1;
      }
      if (op.type === "fault" && op.fault === "drain") connections.drained(op);
      if (op.type === "end") finished = op.reason === "finished";
      if (op.type === "send") return at(connection, send(op));
      if (op.type === "frame") return at(connection, frame(op, connection));
      return connection === null ? NOWHERE : at(connection, null);
    },
    after(op) {
      if (full !== null) {
        book.settleFull(full);
        full = null;
      }
      if (op.type !== "close" && (op.type !== "send" || op.outcome !== "fail")) return;
      if (op.user === null) return;
      for (const run of book.runsOf(op.user)) book.settleDue(run, scene.now);
    },
    finish() {
      watch.finish(connections.all.values());
      book.close(scene.now, finished);
    },
  };
}

function at(connection: Connection | null, run: Run | null): Place {
  return { connection, run, stream: null, received: null, ownership: null };
}

function connectionOf(op: OtherOp, connections: Connections): Connection | null {
  if (op.type === "open") return connections.opened(op);
  if (op.type === "close") return connections.closed(op);
  if (!("connection" in op) || op.connection === null) return null;
  return connections.all.get(op.connection) ?? null;
}

function nothingCounted(): Counts {
  return {
    ops: 0,
    events: 0,
    sent: 0,
    aside: 0,
    peakConnections: 0,
    peakRuns: 0,
    usersSeen: new Set(),
    sentinelsSeen: new Set(),
    echoed: 0,
    refused: 0,
  };
}
