import type { Contract } from "../../contract/contract.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { SendOp } from "../../history/op.ts";
import { claimOf } from "../../ownership/run-id.ts";
import type { Connections } from "./connections.ts";
import { createComparison } from "./differences.ts";
import { openRun, type OpenRun, type OpenStream, type Siblings } from "./open-run.ts";
import type { Register } from "./owner-of.ts";
import { isPlain } from "./plain-run.ts";
import type { StepsBook } from "../parts/steps.ts";
import { dueOf, type Due } from "./run-end.ts";
import type { Counts, Received, Run, RunEnd } from "./scene.ts";
import { createSettledRuns } from "./settled-runs.ts";
import { streamOf } from "./stream-of.ts";
import { isToComeToItsEnd } from "./whole-stream.ts";

/** All runs from their send until they settle. */
export interface RunBook extends Register {
  readonly open: ReadonlyMap<string, OpenRun>;
  start(op: SendOp): OpenRun | null;
  /** One more event of the sequence. */
  follow(stream: OpenStream, received: Received): void;
  /** The run has ended, although it may still linger. */
  halt(run: OpenRun): void;
  /** A stream has ended: the run may settle when the linger is over. */
  linger(run: OpenRun, from: number): void;
  settleLingering(now: number): void;
  /** Settles all that time alone has settled. */
  settleAllDue(now: number): void;
  /** Settles the run if it is due. */
  settleDue(run: OpenRun, now: number): void;
  /** Settles a run of which as much came as is kept. */
  settleFull(run: OpenRun): void;
  /** Settles all, the history being over. `finished`: it came to its own end. */
  close(now: number, finished: boolean): void;
}

const ONE_STREAM: readonly (number | null)[] = [null];
const NO_RUNS: readonly OpenRun[] = [];

/** Entries that were dealt with, before the queue is shortened. */
const SPENT = 1_000;

/** `settle` is told each run once, while it still stands in the book. */
export function createRunBook(
  header: HistoryHeader,
  contract: Contract,
  connections: Connections,
  counts: Counts,
  steps: StepsBook,
  settle: (run: Run) => void,
): RunBook {
  const comparison = createComparison(contract);
  const settled = createSettledRuns();
  const success = new Set(contract.terminal.success);
  const waits = { ...header, cancelGrace: contract.cancelGrace };
  const runs = new Map<string, OpenRun>();
  const byUser = new Map<string, Siblings>();
  /** Runs whose linger has begun, with its end, in order of time. */
  const lingering: { readonly run: OpenRun; readonly until: number }[] = [];
  let spent = 0;
  let running = 0;

  function settleRun(run: OpenRun, end: RunEnd): void {
    run.end = end;
    halt(run);
    run.plain = isPlain(run, success);
    for (const stream of run.plain ? [] : run.streams) {
      const whole = isToComeToItsEnd(run, stream, connections, header.patience);
      stream.differences = comparison.differences(stream, whole);
    }
    settle(run);
    runs.delete(run.id);
    const { siblings } = run;
    siblings.all = siblings.all.length === 1 ? NO_RUNS : siblings.all.filter((one) => one !== run);
    siblings.last = run.id;
    settled.add(run, run.ordinals);
  }

  function halt(run: OpenRun): void {
    if (!run.running) return;
    run.running = false;
    run.siblings.running -= 1;
    running -= 1;
    steps.down();
  }

  /** A run whose connection we closed ourselves was not given the time to end. */
  function endOf(run: OpenRun, { end }: Due, now: number): RunEnd {
    if (end !== "closed") return end;
    if (connections.all.get(run.connection)?.close?.by !== "harness") return "closed";
    return now - run.lastSign >= header.patience ? "lost" : "open";
  }

  function settleDue(run: OpenRun, now: number): void {
    const due = dueOf(run, connections, waits);
    if (due.at <= now) settleRun(run, endOf(run, due, now));
  }

  /** Whether nothing but another message can settle the run before its time: by far the most, so it is asked first. */
  function isSurelyOpen(run: OpenRun, now: number): boolean {
    return (
      run.sender?.close === null &&
      run.fate !== "fail" &&
      run.refusedAt === null &&
      run.cancelAcknowledged === null &&
      run.lastSign + header.patience > now &&
      (run.lastTerminal === null || run.lastTerminal + header.linger > now)
    );
  }

  function known(run: OpenRun, op: SendOp): OpenRun {
    run.fate = op.outcome;
    if (op.outcome === "fail") halt(run);
    return run;
  }

  function siblingsOf(user: string): Siblings {
    const his = byUser.get(user);
    if (his !== undefined) return his;
    const siblings = { all: NO_RUNS, running: 0, last: null };
    byUser.set(user, siblings);
    return siblings;
  }

  function enter(run: OpenRun): void {
    const { siblings } = run;
    if (siblings.running > 0) {
      run.overlapped = true;
      for (const other of siblings.all) if (other.running) other.overlapped = true;
    }
    runs.set(run.id, run);
    siblings.all = siblings.all.length === 0 ? [run] : [...siblings.all, run];
    if (!run.running) return;
    siblings.running += 1;
    counts.sent += 1;
    running += 1;
    steps.up();
    counts.peakRuns = Math.max(counts.peakRuns, running);
  }

  return {
    open: runs,
    settled,
    runsOf: (user) => byUser.get(user)?.all ?? NO_RUNS,
    lastOf: (user) => byUser.get(user)?.last ?? null,
    expects(run, type, connection) {
      const stream = streamOf(run, connection);
      return stream !== null && comparison.expects(stream, type);
    },
    start(op) {
      const { user, run: id } = op;
      if (user === null || id === null) return null;
      const earlier = runs.get(id);
      if (earlier !== undefined) return known(earlier, op);
      // The send is our own: whose it is need not be proved.
      const ordinals = claimOf(header.key, id);
      // A request that broke off after its run: the run was received, so the doubt is none.
      if (op.outcome === "info" && ordinals !== null && settled.has(ordinals)) return null;
      const tabs = contract.fanout === "one" ? ONE_STREAM : connections.openOf(user).map(numberOf);
      const readers = tabs.length > 0 ? tabs : [op.connection];
      const sender = connections.all.get(op.connection) ?? null;
      const siblings = siblingsOf(user);
      const { start } = comparison;
      const run = openRun(op, id, user, { ordinals, readers, sender, siblings, state: start });
      enter(run);
      return run;
    },
    follow(stream, received) {
      const { copyOf, op } = received;
      stream.received.push(received);
      if (copyOf === null) stream.state = comparison.step(stream.state, op.event.type);
      else stream.repeats = true;
    },
    halt,
    linger(run, from) {
      lingering.push({ run, until: from + header.linger });
    },
    settleLingering(now) {
      for (let head = lingering[spent]; head !== undefined; head = lingering[spent]) {
        if (head.until > now) break;
        spent += 1;
        if (head.run.end === null) settleDue(head.run, now);
      }
      if (spent < SPENT) return;
      lingering.splice(0, spent);
      spent = 0;
    },
    settleAllDue(now) {
      for (const run of runs.values()) if (!isSurelyOpen(run, now)) settleDue(run, now);
    },
    settleDue,
    settleFull(run) {
      const ended = run.streams.every(({ terminal }) => terminal !== null);
      if (!ended) run.endless = true;
      settleRun(run, ended ? "complete" : "open");
    },
    close(now, finished) {
      for (const run of runs.values()) {
        const due = dueOf(run, connections, waits);
        const isOver = due.at <= now || (due.end === "complete" && finished);
        settleRun(run, isOver ? endOf(run, due, now) : "open");
      }
    },
  };
}

function numberOf({ number }: { readonly number: number }): number {
  return number;
}
