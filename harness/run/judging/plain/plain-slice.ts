import { Buffer, isUtf8 } from "node:buffer";
import { createGauges } from "../../../checkers/gauges.ts";
import { createJudge, type Judge } from "../../../checkers/judge.ts";
import { mergeParts, type Part } from "../../../checkers/parts/part.ts";
import type { Connection } from "../../../checkers/scene/scene.ts";
import { decodeOp } from "../../../history/codec.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import type { CloseOp, FrameKind, Op, OpenOp } from "../../../history/op.ts";
import type { Slice } from "../../../history/slice.ts";
import { sliceReader, type SliceReader } from "../../../recorder/slice-reader.ts";
import { plainPart } from "./plain-part.ts";
import { type Heard, MOST, PlainRuns } from "./plain-runs.ts";
import type { Terms } from "./terms.ts";

export const LINE_FEED = 0x0a;

/** Bytes of one line. */
const LONGEST = 256 * 1_024 * 1_024;

/** Frames that speak of no run. */
const RUNLESS: ReadonlySet<FrameKind> = new Set([
  "welcome",
  "ping",
  "pong",
  "control-ping",
  "control-pong",
]);

/** A connection of a user of this slice. */
interface Seat {
  readonly connection: Connection;
  /** What came on it since this was asked last. */
  readonly heard: () => Heard;
}

/** The lines of a slice: those of its runs are read here, and the ops of all others told to a judge. */
export class PlainSlice {
  readonly #header: HistoryHeader;
  readonly #terms: Terms;
  readonly #reader: SliceReader;
  readonly #runs: PlainRuns;
  readonly #judge: Judge;
  readonly #gauges = createGauges();
  /** By the numbers of their connections. */
  readonly #seats = new Map<number, Seat>();
  /** Users and sentinels that had a connection. */
  readonly #seated = new Set<string>();
  readonly #planned: ReadonlyMap<string, { readonly role: string; readonly ordinal: number }>;
  /** Bytes of a line that has not ended. */
  #held = 0;
  /** The worst lag of the harness's own, in milliseconds. */
  #lag = 0;

  /** @param slice null: all that the history holds */
  constructor(header: HistoryHeader, slice: Slice | null, terms: Terms) {
    const cut = slice !== null;
    this.#header = cut ? { ...header, slice } : header;
    this.#terms = terms;
    this.#planned = new Map(
      header.plan.users.map(({ id, role }, ordinal) => [id, { role, ordinal }] as const),
    );
    this.#runs = new PlainRuns(this.#header, terms, cut);
    this.#reader = sliceReader(header, slice, (one) => this.#runs.passOver(one));
    this.#judge = createJudge(this.#header, { cut, sparse: true });
  }

  /** The next bytes of its lines. False: something in them is not plainly as it should be. */
  push(chunk: Buffer): boolean {
    const behind = chunk.lastIndexOf(LINE_FEED) + 1;
    this.#runs.put(chunk, this.#held);
    const whole = behind === 0 ? 0 : this.#held + behind;
    const all = this.#held + chunk.length;
    if (!isUtf8(this.#runs.bytes(0, whole)) || !this.#read(whole)) return false;
    this.#held = all - whole;
    if (whole > 0) this.#runs.keep(whole, all);
    return this.#held <= LONGEST && this.#judge.seen() === 0;
  }

  /** Of all its lines; null: something is not plainly as it should be. */
  finish(): Part | null {
    if (this.#held > 0 && !this.push(END_OF_LINE)) return null;
    for (const seat of this.#seats.values()) hear(seat);
    this.#judge.scene.counts.aside = this.#runs.counts.runs;
    const others = this.#judge.finishPart();
    const told = { lag: this.#lag, health: this.#gauges.health() };
    const plain = plainPart(this.#header, this.#terms, this.#runs, told);
    return plain === null || others.unclear !== null ? null : mergeParts(others, plain);
  }

  /** Reads lines up to there. */
  #read(to: number): boolean {
    let from = 0;
    while (from < to) {
      const stop = this.#runs.read(from, to, this.#reader.due);
      this.#reader.passTo(this.#runs.due);
      from = this.#runs.behind;
      if (stop === "odd") return false;
      if (stop === "first") this.#started(this.#runs.line(this.#runs.newest, from - 1));
      if (stop !== "tell") continue;
      const end = this.#runs.bytes(from, to).indexOf(LINE_FEED) + from;
      if (!this.#tell(this.#runs.line(from, end))) return false;
      from = end + 1;
    }
    return true;
  }

  /** From the first run on it is said how busy we were. */
  #started(line: string): void {
    const op = decodeOp(line, 0);
    if (op.type !== "damaged") this.#gauges.observe(op);
  }

  /** What is of no run is told to the judge. */
  #tell(line: string): boolean {
    const op = this.#reader.read(line, this.#reader.due + 2);
    if (op === null) return true;
    if (op.type === "damaged" || !this.#isRunless(op)) return false;
    if (op.type === "tick") this.#lag = Math.max(this.#lag, op.lag);
    if (op.type === "health") this.#lag = Math.max(this.#lag, op.eventLoopDelayMax);
    if ("connection" in op && op.connection !== null) this.#hearOf(op.connection);
    this.#gauges.observe(op);
    this.#judge.push(op);
    if (op.type === "open") return this.#sit(op);
    if (op.type === "close") this.#seats.delete(op.connection);
    return true;
  }

  /** Before the judge is told anything of a connection he has to know how much came on it. */
  #hearOf(connection: number): void {
    const seat = this.#seats.get(connection);
    if (seat !== undefined) hear(seat);
  }

  #isRunless(op: Op): boolean {
    if (op.type === "event" || op.type === "fault") return false;
    if (op.type === "send") return op.action === "login" || op.action === "ping";
    if (op.type === "frame")
      return RUNLESS.has(op.kind) && op.run === null && op.part === undefined;
    if (op.type === "close") return this.#isLeaving(op);
    return op.type !== "end" || op.reason === "finished";
  }

  /** Whether we closed it, and nothing was to come on it any more. */
  #isLeaving({ connection, by }: CloseOp): boolean {
    return this.#runs.leave(connection) && by === "harness";
  }

  /** Whether it is its user's only one, and he is who the plan says: then his runs come on this one alone. */
  #sit({ connection: number, role, outcome, user }: OpenOp): boolean {
    const connection = this.#judge.scene.connections.get(number);
    if (connection === undefined || role === "probe" || user === null) return true;
    const planned = this.#planned.get(user);
    if (planned?.role !== role || this.#seated.has(user)) return false;
    this.#seated.add(user);
    if (role === "sentinel") return true;
    if (outcome !== "open" || number >= MOST) return false;
    this.#seats.set(number, { connection, heard: this.#runs.sit(number, user, planned.ordinal) });
    return true;
  }
}

const END_OF_LINE = Buffer.from("\n");

function hear({ connection, heard }: Seat): void {
  const { messages, bytes, at, served } = heard();
  if (messages === 0) return;
  connection.frames += messages;
  connection.bytes += bytes;
  connection.came += messages;
  connection.lastHeard = at;
  connection.served ||= served;
}
