import { createGauges } from "../../../checkers/gauges.ts";
import { createJudge, type Judge } from "../../../checkers/judge.ts";
import { mergeParts, type Part } from "../../../checkers/parts/part.ts";
import { decodeOp } from "../../../history/codec.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import type { CloseOp, FrameKind, Op, OpenOp } from "../../../history/op.ts";
import type { Slice } from "../../../history/slice.ts";
import { sliceReader, type SliceReader } from "../../../recorder/slice-reader.ts";
import { Line, wordOf } from "./line.ts";
import { plainPart } from "./plain-part.ts";
import { PlainRuns } from "./plain-runs.ts";
import type { Seat } from "./run.ts";
import type { Terms } from "./terms.ts";
import { WORDS } from "./words.ts";

/** Frames that speak of no run. */
const RUNLESS: ReadonlySet<FrameKind> = new Set([
  "welcome",
  "ping",
  "pong",
  "control-ping",
  "control-pong",
]);

/** The lines of a slice: those of its runs are read here, and the ops of all others told to a judge. */
export class PlainSlice {
  readonly #header: HistoryHeader;
  readonly #terms: Terms;
  readonly #reader: SliceReader;
  readonly #runs: PlainRuns;
  readonly #judge: Judge;
  readonly #gauges = createGauges();
  readonly #line = new Line();
  /** By the numbers of their connections. */
  readonly #seats: (Seat | undefined)[] = [];
  /** Users that had a connection. */
  readonly #seated = new Set<string>();
  /** Time of the newest op: it never runs backwards. */
  #now = 0;
  /** The worst lag of the harness's own, in milliseconds. */
  #lag = 0;

  /** @param slice null: all that the history holds */
  constructor(header: HistoryHeader, slice: Slice | null, terms: Terms) {
    const cut = slice !== null;
    this.#header = cut ? { ...header, slice } : header;
    this.#terms = terms;
    this.#reader = sliceReader(header, slice);
    this.#runs = new PlainRuns(this.#header, terms, cut);
    this.#judge = createJudge(this.#header, { cut, sparse: true });
  }

  /** Violations seen so far, of what is of no run. */
  seen(): number {
    return this.#judge.seen();
  }

  /** The line that begins there. Where the next one does; 0: it is not plainly as it should be. */
  take(bytes: Buffer, from: number): number {
    const line = this.#line;
    line.turnTo(bytes, from);
    const { due } = this.#reader;
    const isStamped =
      line.literal(WORDS.index) &&
      line.whole() &&
      line.number === due &&
      line.literal(WORDS.time) &&
      line.amount();
    if (!isStamped) return 0;
    const time = line.number;
    if (time < this.#now || !line.literal(WORDS.type)) return 0;
    this.#now = time;
    if (this.#isTaken(due, time)) {
      this.#reader.pass();
      return line.at + 1;
    }
    return this.#tell(due) ? line.at + 1 : 0;
  }

  /** Of all its lines; null: something is not plainly as it should be. */
  finish(): Part | null {
    const { counts } = this.#runs;
    this.#judge.scene.counts.aside = counts.runs;
    const others = this.#judge.finishPart();
    const told = { lag: this.#lag, health: this.#gauges.health() };
    const plain = plainPart(this.#header, this.#terms, this.#runs, told);
    return plain === null || others.unclear !== null ? null : mergeParts(others, plain);
  }

  /** Whether it is of others, or of a run and as it should be. */
  #isTaken(index: number, time: number): boolean {
    const line = this.#line;
    const runs = this.#runs;
    const isEvent = line.literal(WORDS.event);
    const isSend = !isEvent && line.literal(WORDS.send);
    if (!isEvent && !isSend && !line.literal(WORDS.frame)) return false;
    if (!line.whole()) return false;
    if (this.#isOthers(line.number)) return true;
    const seat = this.#seats[line.number];
    if (seat === undefined) return false;
    if (isEvent) return runs.event(line, seat, index, time);
    if (!isSend) return runs.accepted(line, seat, time);
    if (!runs.send(line, seat, index, time)) return false;
    if (runs.counts.runs === 1) this.#started(line);
    return true;
  }

  /** Of the ops of others no more is read. */
  #isOthers(connection: number): boolean {
    if (this.#reader.isOwn(connection) !== false) return false;
    this.#line.skip();
    return true;
  }

  /** From the first run on it is said how busy we were. */
  #started({ start, at }: Line): void {
    const op = decodeOp(this.#line.piece(start, at), 0);
    if (op.type !== "damaged") this.#gauges.observe(op);
  }

  /** What is of no run is told to the judge. */
  #tell(number: number): boolean {
    const line = this.#line;
    line.skip();
    const op = this.#reader.read(line.piece(line.start, line.at), number + 2);
    if (op === null) return true;
    if (op.type === "damaged" || !this.#isRunless(op)) return false;
    if (op.type === "tick") this.#lag = Math.max(this.#lag, op.lag);
    if (op.type === "health") this.#lag = Math.max(this.#lag, op.eventLoopDelayMax);
    this.#gauges.observe(op);
    this.#judge.push(op);
    return op.type !== "open" || this.#sit(op);
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
    const seat = this.#seats[connection];
    this.#seats[connection] = undefined;
    return by === "harness" && (seat === undefined || seat.runs.length === 0);
  }

  /** Whether its user, if it is one of ours, had no other before: then his runs come on this one alone. */
  #sit({ connection: number, role, outcome, user }: OpenOp): boolean {
    const connection = this.#judge.scene.connections.get(number);
    if (connection === undefined || role !== "user" || user === null) return true;
    if (outcome !== "open" || this.#seated.has(user)) return false;
    this.#seated.add(user);
    this.#seats[number] = { connection, user: wordOf(JSON.stringify(user)), runs: [] };
    return true;
  }
}
