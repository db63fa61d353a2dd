import { withArticle } from "../words/article.ts";
import type { CheckerFactory } from "../checker.ts";
import { readerWords, runWords, typeOf } from "../words/run-words.ts";
import { createPastIds } from "./past-ids.ts";
import type { Received, Run, Stream } from "../scene/scene.ts";
import { spanWords } from "../words/span-words.ts";
import { streamedTypes } from "../scene/streamed-types.ts";
import { type Copy, isCopy } from "./copy.ts";
import { doubledFrom } from "./doubled-from.ts";
import { spansAgain } from "./spans-again.ts";
import { textFindings } from "../text-findings.ts";

/**
 * No event of a run comes twice to one reader, for the whole run and its linger.
 *
 * Finds `repeat` (the same event again), `equivocation` (its id with another payload, also in another of the
 * user's last runs where ids are declared global) and `re-id` (its payload under another id). Cannot tell a copy from
 * an event that may legally come again, where the server gives neither ids nor numbers, unless it was a piece of a text
 * that the ends of its runs repeat.
 */
export const duplication: CheckerFactory = (context) => {
  const { header, contract, scene } = context;
  const { plan, dialect } = header;
  /** Who has one run has no other. */
  const several = plan.runsPerUser !== 1;
  const pastIds = dialect.eventIds === "global" && several ? createPastIds() : null;
  const doubledSpans = spansAgain(contract);
  const loose = streamedTypes(contract);
  let trials = 0;
  let evaluated = 0;

  /** `also`: further types of which it came again, although of each by itself that is not proved. */
  function report(
    run: Run,
    stream: Stream,
    kind: Kind,
    copies: readonly Copy[],
    what: string,
    also: readonly string[] = [],
  ) {
    const [first] = copies;
    if (first === undefined) return;
    const { type } = first.op.event;
    const types = new Set([
      ...copies.flatMap((copy) => [typeOf(copy), typeOf(copy.copyOf)]),
      ...also,
    ]);
    types.delete(type);
    const touches = [...types].map((event) => ({ user: run.owner, run: run.id, event }));
    const whose = `${runWords(run, header)}${readerWords(stream)}`;
    context.report({
      guarantee: "duplication",
      kind,
      user: run.owner,
      victim: null,
      run: run.id,
      event: type,
      ops: copies.slice(0, QUOTED).flatMap(({ op, copyOf }) => [op.index, copyOf.op.index]),
      message: `${run.owner} received ${what} of ${whose} ${HOW[kind]}`,
      ...(touches.length > 0 && { touches }),
    });
  }

  /** However many ids a run shares with an earlier one, it is one fault. */
  function judgeIds(run: Run): void {
    const again = pastIds?.see(run) ?? null;
    if (again === null) return;
    const { op, of } = again;
    context.report({
      guarantee: "duplication",
      kind: "equivocation",
      user: run.owner,
      victim: null,
      run: run.id,
      event: op.event.type,
      ops: [op.index, of.index],
      message: `${run.owner} received ${op.event.type} of ${runWords(run, header)} under an id that ${withArticle(of.type)} of an earlier run had`,
    });
  }

  /** A run that came twice as a whole, or from some event on, is one fault, and so is a span of it; else each copy is one. */
  function judge(run: Run, stream: Stream): void {
    const copies = stream.received.filter(isCopy);
    const originals = stream.received.length - copies.length;
    const kinds = new Set(copies.map(kindOf));
    const [kind] = kinds;
    const twice = new Set(copies.map(({ copyOf }) => copyOf)).size === originals;
    if (kind !== undefined && kinds.size === 1 && originals > 1 && twice) {
      report(run, stream, kind, copies, `all ${originals} events`);
      return;
    }
    const [from] = doubledFrom(stream.received, loose);
    if (kind !== undefined && from !== undefined) {
      const what = `everything from ${typeOf(from)} on (${copies.length} events)`;
      const since = stream.received.slice(stream.received.indexOf(from.copyOf));
      report(run, stream, kind, copies, what, since.map(typeOf));
      return;
    }
    const told = new Set<Received>();
    for (const span of copies.length > 1 ? doubledSpans(stream.received) : []) {
      const [first] = span.copies;
      if (first === undefined) continue;
      for (const copy of span.copies) told.add(copy);
      const what = `the whole of ${spanWords(span)} (${span.copies.length} events)`;
      report(run, stream, kindOf(first), span.copies, what);
    }
    for (const copy of copies) {
      if (!told.has(copy)) report(run, stream, kindOf(copy), [copy], typeOf(copy));
    }
  }

  return {
    guarantee: "duplication",
    settle(run) {
      const count = run.streams.reduce((sum, { received }) => sum + received.length, 0);
      if (count === 0) return;
      trials += 1;
      evaluated += count;
      if (run.plain !== true) for (const stream of run.streams) judge(run, stream);
      judgeIds(run);
    },
    finish: () => textFindings(context, "doubled").forEach(context.report),
    tally() {
      return {
        trials,
        evaluated,
        unknown: null,
        ...(header.slice && { counting: scene.texts.held > 0 }),
      };
    },
  };
};

/** Copies of a whole run whose ops are quoted. */
const QUOTED = 10;

type Kind = keyof typeof HOW;

const HOW = {
  repeat: "again",
  equivocation: "under an id that had come with another payload",
  "re-id": "again, under another id",
} as const;

function kindOf({ copyKind }: Received): Kind {
  return copyKind === "same" || copyKind === null ? "repeat" : copyKind;
}
