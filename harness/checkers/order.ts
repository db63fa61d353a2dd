import { countOf, isFixed } from "../contract/grammar-facts.ts";
import type { Observation } from "../verdict/finding.ts";
import { holdAbsence } from "./absence.ts";
import type { CheckerFactory } from "./checker.ts";
import { countedFrom, gapsOf, inversionsOf, numberedEvents, repeatsOf } from "./scene/numbering.ts";
import { readerWords, runWords, typeOf } from "./words/run-words.ts";
import type { Difference, Received, Run, Stream } from "./scene/scene.ts";
import { disorderOf } from "./span-order.ts";
import { spanReader, surplusOf } from "./scene/spans.ts";
import { textFindings } from "./text-findings.ts";
import { typeWords } from "./words/type-words.ts";

/**
 * The events of a run come in the contract's sequence, in the server's own numbers, and causes before
 * their effects.
 *
 * Finds `swap` (an event out of its place), `unexpected` (one that has no place), `effect-first` (the end
 * of a span before its beginning), `late-piece` (a piece of a span after its end), `inversion`, `skip` and
 * `same-number` (server numbers that run backwards, leave one out although nothing was lost, or stand on two
 * events). After a divergence it goes on: one event misplaced is one report.
 *
 * Numbers that nobody promised may count something else, such as steps or the events of all users together: that two
 * events share one, or that one is left out, convicts only where the server's habit speaks for it, which shows at the
 * end.
 */
export const order: CheckerFactory = (context) => {
  const { header, contract, scene } = context;
  const fixed = isFixed(contract);
  const absence = holdAbsence(context);
  const callsOf = spanReader(contract);
  /** Of a span that comes once, the sequence tells all that can be in the wrong order. */
  const oneAtMost =
    fixed &&
    Object.values(contract.spans).every(
      ({ open }) => countOf(open, contract.grammar, contract.spans).max === 1,
    );
  const errors = new Set(contract.terminal.error);
  const promised = header.dialect.provides.seq === "always";
  /** Two events under one number, and numbers left out, where numbers are not promised. */
  const shared: Observation[] = [];
  const skipped: Observation[] = [];
  let trials = 0;
  let evaluated = 0;

  /** Tells at once what numbers prove that were promised. */
  function hold(held: Observation[]): (one: Observation) => void {
    return (one) => {
      if (promised) context.report(one);
      else if (held.length < HELD) held.push(one);
    };
  }

  function report(
    run: Run,
    stream: Stream,
    kind: string,
    at: Received,
    other: Received | null,
    words: string,
    { tell = context.report, place }: How = {},
  ) {
    const touches: Observation["touches"] =
      other === null || typeOf(other) === typeOf(at)
        ? []
        : [{ user: run.owner, run: run.id, event: typeOf(other) }];
    tell({
      guarantee: "order",
      kind,
      user: run.owner,
      victim: null,
      run: run.id,
      event: typeOf(at),
      ops: other === null ? [at.op.index] : [at.op.index, other.op.index],
      message: `${run.owner}'s ${typeWords(typeOf(at))} of ${runWords(run, header)}${readerWords(stream)} ${words}`,
      ...(touches.length > 0 && { touches }),
      ...(place !== undefined && { place }),
    });
  }

  /** Each event that one of these reports explains is not reported again for another reason. */
  function judge(run: Run, stream: Stream): void {
    const told = new Set<Received>();
    const calls = callsOf(stream);
    const surplus = surplusOf(calls);
    for (const { kind, at, other, words, explains, unnamed } of disorderOf(calls)) {
      for (const one of explains) told.add(one);
      const later = (one: Observation): void => absence.hold(run.owner, one);
      report(run, stream, kind, at, other, words, { tell: unnamed ? later : context.report });
    }
    for (const difference of stream.differences) {
      if (difference.kind === "missing" || told.has(difference.event)) continue;
      misplaced(run, stream, difference, surplus);
      told.add(difference.event);
    }
    numbers(run, stream, told);
  }

  function misplaced(
    run: Run,
    stream: Stream,
    difference: Exclude<Difference, { readonly kind: "missing" }>,
    surplus: ReadonlySet<Received>,
  ): void {
    const { event } = difference;
    if (difference.kind === "extra") {
      // What ends or begins a span once more is told by pairing, and what follows the end by finality.
      if (difference.afterTerminal || surplus.has(event)) return;
      const words = "has no place in the sequence of the contract";
      report(run, stream, "unexpected", event, null, words, { place: difference.place });
      return;
    }
    const { expectedAfter } = difference;
    if (expectedAfter !== null && expectedAfter.op.index > event.op.index) {
      const overtaken = typeOf(expectedAfter);
      report(
        run,
        stream,
        "swap",
        event,
        expectedAfter,
        `came before the ${overtaken} that was due before it`,
      );
      return;
    }
    const place =
      expectedAfter === null ? "was due first" : `was due after ${typeOf(expectedAfter)}`;
    const before = earlierThan(stream, event);
    const found = before === null ? "came first" : `came after ${typeOf(before)}`;
    report(run, stream, "swap", event, before, `${found}, and ${place}`);
  }

  function numbers(run: Run, stream: Stream, told: ReadonlySet<Received>): void {
    const events = numberedEvents(run, stream, header.dialect.provides);
    if (events === null) return;
    const begunAnew = new Set<Received>();
    for (const { later, earlier } of inversionsOf(events)) {
      for (const one of countedFrom(events, later)) begunAnew.add(one);
      if (told.has(later) || told.has(earlier) || isLate(stream, later)) continue;
      const words = `has number ${later.op.event.seq}, and came after number ${earlier.op.event.seq}`;
      report(run, stream, "inversion", later, earlier, words);
    }
    sameNumbers(run, stream, events, new Set([...told, ...begunAnew]));
    if (!isWhole(run, stream)) return;
    for (const { after, before, count } of gapsOf(events, stream)) {
      const what = count === 1 ? "a number is" : `${count} numbers are`;
      const words = `has number ${before.op.event.seq} after ${after.op.event.seq}: ${what} skipped, and nothing was lost`;
      report(run, stream, "skip", before, after, words, { tell: hold(skipped) });
    }
  }

  function sameNumbers(
    run: Run,
    stream: Stream,
    events: readonly Received[],
    told: ReadonlySet<Received>,
  ): void {
    for (const { later, earlier } of repeatsOf(events)) {
      if (told.has(later) || told.has(earlier) || isLate(stream, later)) continue;
      const words = `has number ${later.op.event.seq}, which ${typeOf(earlier)} had before it`;
      report(run, stream, "same-number", later, earlier, words, { tell: hold(shared) });
    }
  }

  /** Whether all that was to come is known to have come. */
  function isWhole(run: Run, { received, terminal, differences }: Stream): boolean {
    if (terminal === null || errors.has(typeOf(terminal))) return false;
    if (differences.some(({ kind }) => kind === "missing")) return false;
    const came = received.filter(({ copyOf }) => copyOf === null).length;
    return fixed || (run.announced !== null && came >= run.announced);
  }

  return {
    guarantee: "order",
    settle(run) {
      const count = run.streams.reduce((sum, { received }) => sum + received.length, 0);
      if (count === 0) return;
      trials += 1;
      evaluated += count;
      if (run.plain === true && oneAtMost) return;
      for (const stream of run.streams) judge(run, stream);
    },
    finish() {
      textFindings(context, "moved").forEach(context.report);
      if (scene.numbers.areApart()) shared.forEach(context.report);
      if (scene.numbers.areCounted()) skipped.forEach(context.report);
      absence.release();
    },
    tally() {
      return {
        trials,
        evaluated,
        unknown: absence.unknown(),
        // How the server numbers, only all runs together tell.
        ...(header.slice && { counting: shared.length + skipped.length + scene.texts.held > 0 }),
      };
    },
  };
};

/** Reports held until the end, at most. */
const HELD = 1_000;

/** How a report is told, and where several differences stand together. */
interface How {
  readonly tell?: (one: Observation) => void;
  readonly place?: number | undefined;
}

function earlierThan({ received }: Stream, event: Received): Received | null {
  return received[received.indexOf(event) - 1] ?? null;
}

/** Something after the end of the run, which is finality's. */
function isLate({ terminal, differences }: Stream, event: Received): boolean {
  return (
    terminal !== null &&
    event.op.index > terminal.op.index &&
    differences.some((one) => one.kind === "extra" && one.event === event)
  );
}
