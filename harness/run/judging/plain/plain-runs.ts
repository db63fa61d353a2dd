import { createIdMarks, type IdMarks } from "../../../checkers/parts/id-marks.ts";
import { createSteps, type StepsBook } from "../../../checkers/parts/steps.ts";
import { createTimes, type TimesBook } from "../../../checkers/parts/times.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import { claimOf } from "../../../ownership/run-id.ts";
import type { LatencyMetric } from "../../../verdict/verdict.ts";
import { passEnvelope } from "./envelope.ts";
import type { Line } from "./line.ts";
import { passPayload } from "./payload.ts";
import { CANARY, ID, PlainRun, type Seat, THREAD } from "./run.ts";
import type { Terms } from "./terms.ts";
import { passValue } from "./value.ts";
import { WORDS } from "./words.ts";

/** What plain runs come to. */
export interface PlainCounts {
  runs: number;
  events: number;
  acceptances: number;
  echoed: number;
  /** Of them those with two events or more whose time on the server is known, and all such events. */
  clocked: number;
  stamps: number;
  /** When the last one ended; null: none has. */
  last: number | null;
}

/**
 * Runs of a stored slice, read where they stand among its bytes: what is not plainly as it should be is not taken.
 *
 * Memory: what is open, and what `createIdMarks` and `createSteps` keep.
 */
export class PlainRuns {
  readonly counts: PlainCounts = {
    runs: 0,
    events: 0,
    acceptances: 0,
    echoed: 0,
    clocked: 0,
    stamps: 0,
    last: null,
  };
  readonly ids: IdMarks;
  readonly steps: StepsBook;
  readonly times: Readonly<Record<LatencyMetric, TimesBook>> = {
    accepted: createTimes(),
    first: createTimes(),
    gap: createTimes(),
    total: createTimes(),
  };
  /** The longest of each, in milliseconds, by which a run was sent late included. */
  readonly worst: Record<LatencyMetric, number> = { accepted: 0, first: 0, gap: 0, total: 0 };
  /** Runs that are not over. */
  open = 0;
  readonly #terms: Terms;
  readonly #key: string;
  /** Those that are over. */
  readonly #spare: PlainRun[] = [];
  /** Number and time of the op at hand. */
  #index = 0;
  #now = 0;
  /** Ordinal of the newest run of each user. */
  readonly #ordinals: number[] = [];

  /** @param cut out of a history that holds more, in which nothing happens at one moment */
  constructor(header: HistoryHeader, terms: Terms, cut: boolean) {
    this.#terms = terms;
    this.#key = header.key;
    this.ids = createIdMarks(header);
    this.steps = createSteps(() => (cut ? this.#index : this.#now));
  }

  /** The start of a run, behind the number of its connection. */
  send(line: Line, seat: Seat, index: number, time: number): boolean {
    if (!line.literal(WORDS.user) || !line.literal(seat.user)) return false;
    if (!line.literal(WORDS.start) || !line.text()) return false;
    const own = claimOf(this.#key, line.said());
    // Nobody's second run has the number of his first: then no two have one id.
    if (own?.kind !== "run" || own.run <= (this.#ordinals[own.user] ?? -1)) return false;
    const run = this.#spare.pop() ?? new PlainRun();
    run.forget();
    run.keep(ID, line);
    if (!line.literal(WORDS.thread) || !line.text()) return false;
    run.keep(THREAD, line);
    // Sightings are spelt in small letters, as canaries are: of another one nothing comes back that is plain.
    if (!line.literal(WORDS.canary) || !line.text()) return false;
    run.keep(CANARY, line);
    if (!line.literal(WORDS.scheduled) || !line.amount()) return false;
    run.begin(line.number, time);
    if (!line.isOver(WORDS.ok)) return false;
    this.#ordinals[own.user] = own.run;
    seat.runs.push(run);
    this.#index = index;
    this.#now = time;
    this.open += 1;
    this.counts.runs += 1;
    this.steps.up();
    return true;
  }

  /** An acknowledgement, behind the number of its connection. */
  accepted(line: Line, seat: Seat, time: number): boolean {
    if (!line.literal(WORDS.user) || !line.literal(seat.user)) return false;
    if (!line.literal(WORDS.accepted)) return false;
    const run = namedIn(seat, line);
    if (run === undefined || run.acknowledged) return false;
    if (!line.literal(WORDS.announced)) return false;
    if (!line.literal(WORDS.nothing)) {
      if (!line.whole()) return false;
      run.announced = line.number;
    }
    if (!line.literal(WORDS.text) || passValue(line) !== "string") return false;
    if (!line.literal(WORDS.bytes) || !line.whole() || !line.isOver(WORDS.end)) return false;
    if (!this.#isInPatience(run, time)) return false;
    run.acknowledged = true;
    this.#came(seat, line.number, time);
    this.counts.acceptances += 1;
    this.#took("accepted", time - run.scheduled, run.late);
    return true;
  }

  /** An event, behind the number of its connection. */
  event(line: Line, seat: Seat, index: number, time: number): boolean {
    if (!line.literal(WORDS.user) || !line.literal(seat.user)) return false;
    if (!line.literal(WORDS.bytes) || !line.whole()) return false;
    const length = line.number;
    const marked = line.literal(WORDS.canaries);
    const canary = line.at;
    if (marked && !(line.text() && line.literal(WORDS.closed))) return false;
    if (!line.literal(WORDS.told)) return false;
    const run = this.#runOf(line, seat);
    if (run === null || (marked && !isAt(canary, line, run))) return false;
    if (!passEnvelope(line, this.#terms, { seat, run, time, ids: this.ids })) return false;
    const due = this.#terms.events[run.came];
    if (due === undefined || !line.literal(WORDS.data)) return false;
    if (!passPayload(line, due.fields, run) || !line.isOver(WORDS.ends)) return false;
    if (!this.#isInPatience(run, time)) return false;
    this.#came(seat, length, time);
    this.#index = index;
    this.#now = time;
    this.#follow(run, seat, marked, time);
    return !(run.came === this.#terms.events.length && !this.#isWhole(run));
  }

  /** The run of which this is the next event, as its type and its id say. */
  #runOf(line: Line, { runs }: Seat): PlainRun | null {
    const { at } = line;
    for (const run of runs) {
      line.at = at;
      const due = this.#terms.events[run.came];
      if (due === undefined || !line.literal(due.type) || !line.literal(WORDS.run)) continue;
      if (run.comes(ID, line)) return run;
    }
    return null;
  }

  /** Nobody had reason to give the run up before. */
  #isInPatience(run: PlainRun, time: number): boolean {
    if (time - run.sign >= this.#terms.patience) return false;
    run.sign = time;
    return true;
  }

  #came({ connection }: Seat, bytes: number, time: number): void {
    connection.frames += 1;
    connection.bytes += bytes;
    connection.came += 1;
    connection.lastHeard = time;
  }

  #follow(run: PlainRun, seat: Seat, echoes: boolean, time: number): void {
    const { counts } = this;
    seat.connection.served = true;
    counts.events += 1;
    this.#took(run.came === 0 ? "first" : "gap", time - run.newest, run.late);
    if (run.came === 0 && !run.acknowledged) {
      // The first event stands for the acknowledgement.
      this.worst.accepted = Math.max(this.worst.accepted, time - run.scheduled + run.late);
    }
    run.newest = time;
    run.came += 1;
    if (echoes) run.echoed = true;
    if (run.came < this.#terms.events.length) return;
    seat.runs.splice(seat.runs.indexOf(run), 1);
    this.#spare.push(run);
    this.open -= 1;
    this.steps.down();
    this.#took("total", time - run.scheduled, run.late);
    if (run.echoed) counts.echoed += 1;
    if (run.stamped > 1) {
      counts.clocked += 1;
      counts.stamps += run.stamped;
    }
    counts.last = time;
  }

  /** Of a run whose last event has come. */
  #isWhole({ acknowledged, announced, came, echoed }: PlainRun): boolean {
    const { acknowledged: promised, echo } = this.#terms;
    return (
      (acknowledged || !promised) &&
      (announced === null || announced <= came) &&
      (echoed || echo !== "required")
    );
  }

  #took(metric: LatencyMetric, milliseconds: number, late: number): void {
    this.times[metric].record(milliseconds);
    const { worst } = this;
    if (milliseconds + late > worst[metric]) worst[metric] = milliseconds + late;
  }
}

/** The run of which the id comes next. */
function namedIn({ runs }: Seat, line: Line): PlainRun | undefined {
  for (const run of runs) if (run.comes(ID, line)) return run;
  return undefined;
}

/** Whether the run's canary stands there. */
function isAt(canary: number, line: Line, run: PlainRun): boolean {
  const { at } = line;
  line.at = canary;
  const isSame = run.comes(CANARY, line);
  line.at = at;
  return isSame;
}
