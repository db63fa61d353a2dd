import { COUNTED, countsIn, type Times } from "../../../checkers/parts/times.ts";
import { createIdMarks, type IdMarks } from "../../../checkers/parts/id-marks.ts";
import { createSteps, type StepsBook } from "../../../checkers/parts/steps.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import { idMark } from "../../../ownership/run-id.ts";
import type { LatencyMetric } from "../../../verdict/verdict.ts";
import { Machine } from "./machine.ts";
import { tellTerms } from "./tell-terms.ts";
import type { Terms } from "./terms.ts";

/** What plain runs come to. */
export interface PlainCounts {
  readonly runs: number;
  readonly events: number;
  readonly acceptances: number;
  readonly echoed: number;
  /** Of them those with two events or more whose time on the server is known, and all such events. */
  readonly clocked: number;
  readonly stamps: number;
  /** When the last one ended; null: none has. */
  readonly last: number | null;
}

/** What came on a connection since it was asked last. */
export interface Heard {
  readonly messages: number;
  readonly bytes: number;
  readonly at: number;
  /** Whether an event was among them. */
  readonly served: boolean;
}

/** How reading came to its end: all is read, a line is to be told to the judge, or it is the first that starts a run. */
export type Stop = "all" | "tell" | "odd" | "first";

const FULL = 3;
const STOPS: readonly (Stop | undefined)[] = ["all", "tell", "odd", undefined, "first"];

/** Bytes for which there is room at first. */
const ROOM = 1_024 * 1_024;

/** Connections that there is room for. */
export const MOST = 1_000_000;

/** In the order in which the machine keeps them. */
const METRICS: readonly LatencyMetric[] = ["accepted", "first", "gap", "total"];

/** Where the parts of a seat stand in the machine's memory: see `wasm/run.ts`. */
const SEAT = { came: 4, bytes: 8, lastHeard: 16, served: 24 } as const;

/**
 * Runs of a stored slice, read where they stand among its bytes: what is not plainly as it should be is not taken.
 * The reading itself is WebAssembly (`wasm/`), which compares eight bytes and looks at sixteen at once.
 *
 * Memory: what is open, and what `createIdMarks` and `createSteps` keep.
 */
export class PlainRuns {
  readonly ids: IdMarks;
  readonly steps: StepsBook;
  readonly #machine = new Machine();
  /** Where the lines stand in its memory, and how many bytes have room there. */
  #room: number;
  #size = ROOM;
  /** The moment of the step that is noted. */
  #moment = 0;

  /** @param cut out of a history that holds more, in which nothing happens at one moment */
  constructor(header: HistoryHeader, terms: Terms, cut: boolean) {
    const { exports } = this.#machine;
    this.#room = exports.roomFor(ROOM, 0);
    this.ids = createIdMarks(header);
    this.steps = createSteps(() => this.#moment);
    exports.expect(header.plan.users.length, idMark(header.key), terms.epoch, cut ? 1 : 0);
    tellTerms(this.#machine, this.#room, terms);
  }

  get counts(): PlainCounts {
    const { runs, events, acceptances, echoed, clocked, stamps, last } = this.#machine.exports;
    return {
      runs: runs.value,
      events: events.value,
      acceptances: acceptances.value,
      echoed: echoed.value,
      clocked: clocked.value,
      stamps: stamps.value,
      last: last.value < 0 ? null : last.value,
    };
  }

  /** Runs that are not over. */
  get open(): number {
    return this.#machine.exports.open.value;
  }

  get times(): Readonly<Record<LatencyMetric, Times>> {
    const { greatest, counted } = this.#machine.exports;
    return byMetric((at) => ({
      counts: countsIn(this.#machine.numbers(counted.value + at * COUNTED * 8, COUNTED)),
      max: this.#machine.numbers(greatest.value, METRICS.length)[at] ?? 0,
    }));
  }

  /** The longest of each, in milliseconds, by which a run was sent late included. */
  get worst(): Readonly<Record<LatencyMetric, number>> {
    const { worst } = this.#machine.exports;
    return byMetric((at) => this.#machine.numbers(worst.value, METRICS.length)[at] ?? 0);
  }

  /** A connection on which runs of this user come, of this ordinal. What says how much came on it. */
  sit(connection: number, user: string, ordinal: number): () => Heard {
    const { exports } = this.#machine;
    const seat = exports.sit(connection, this.#tell(JSON.stringify(user)), ordinal);
    return () => {
      const at = (part: keyof typeof SEAT): number => seat + SEAT[part];
      const { bytes } = this.#machine;
      const heard = {
        messages: bytes.readUInt32LE(at("came")),
        bytes: bytes.readDoubleLE(at("bytes")),
        at: bytes.readDoubleLE(at("lastHeard")),
        served: bytes[at("served")] === 1,
      };
      exports.heard(seat);
      return heard;
    };
  }

  /** A connection of others: what comes on it is passed over. */
  passOver(connection: number): void {
    if (connection < MOST) this.#machine.exports.passOver(connection);
  }

  /** A connection is gone. Whether nothing was to come on it any more. */
  leave(connection: number): boolean {
    return connection >= MOST || this.#machine.exports.leave(connection) === 1;
  }

  /** Writes bytes behind the first `held` of those that are there. */
  put(chunk: Uint8Array, held: number): void {
    const length = held + chunk.length;
    if (length > this.#size) {
      this.#size = length * 2;
      this.#room = this.#machine.exports.roomFor(this.#size, held);
    }
    this.#machine.bytes.set(chunk, this.#room + held);
  }

  /** Leaves of the bytes only these. */
  keep(from: number, to: number): void {
    this.#machine.bytes.copyWithin(this.#room, this.#room + from, this.#room + to);
  }

  /** Bytes that are there. They stand only until more are put there. */
  bytes(from: number, to: number): Uint8Array {
    return this.#machine.bytes.subarray(this.#room + from, this.#room + to);
  }

  /** The same as a text: a line, without its line feed. */
  line(from: number, to: number): string {
    return this.#machine.text(this.#room + from, this.#room + to);
  }

  /**
   * Reads whole lines, from the op that is due on, up to the end of them or to one that is not read here, at which
   * `newest` stands: of `first` only it has been read already.
   */
  read(from: number, to: number, due: number): Stop {
    const { exports } = this.#machine;
    let stop = exports.read(this.#room + from, this.#room + to, due);
    while (stop === FULL) {
      this.#take();
      stop = exports.read(exports.behind.value, this.#room + to, exports.due.value);
    }
    this.#take();
    return STOPS[stop] ?? "odd";
  }

  /** Where the newest line stands that was read, the one behind it, and the number of the op that is due there. */
  get newest(): number {
    return this.#machine.exports.newest.value - this.#room;
  }

  get behind(): number {
    return this.#machine.exports.behind.value - this.#room;
  }

  get due(): number {
    return this.#machine.exports.due.value;
  }

  /** Writes a text at the beginning of the room. How many bytes it has. */
  #tell(text: string): number {
    return this.#machine.bytes.write(text, this.#room);
  }

  /** Takes what waits: ids of events, and when runs began and ended. */
  #take(): void {
    const { ids, idCount, steps, stepCount } = this.#machine.exports;
    for (const mark of this.#machine.numbers(ids.value, idCount.value)) this.ids.keep(mark);
    for (const step of this.#machine.numbers(steps.value, stepCount.value)) {
      this.#moment = Math.abs(step);
      // At the very first moment it is -0.
      if (step < 0 || Object.is(step, -0)) this.steps.down();
      else this.steps.up();
    }
    this.#machine.exports.take();
  }
}

function byMetric<T>(of: (at: number) => T): Record<LatencyMetric, T> {
  return Object.fromEntries(METRICS.map((metric, at) => [metric, of(at)])) as Record<
    LatencyMetric,
    T
  >;
}
