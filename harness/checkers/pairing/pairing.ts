import type { SpanRule } from "../../contract/contract.ts";
import { idIn } from "../../contract/span-types.ts";
import type { Observation } from "../../verdict/finding.ts";
import { holdAbsence } from "../absence.ts";
import type { CheckerFactory } from "../checker.ts";
import { isCrossed } from "./echo-relation.ts";
import { readerWords, runWords, typeOf } from "../words/run-words.ts";
import { excerpt } from "../words/excerpt.ts";
import type { Received, Run, Stream } from "../scene/scene.ts";
import { textFault } from "./span-text.ts";
import { spanWords } from "../words/span-words.ts";
import { type Call, spanReader } from "../scene/spans.ts";

/**
 * Each span of a run, such as a tool call, opens once and closes once, under one id, and its end repeats
 * what the contract says of its beginning.
 *
 * Finds `open-span`, `two-starts`, `two-results`, `orphan-result`, `crossed` (another call's result, or
 * another tool's), `unknown-parent`, and of texts that are told in pieces and again as a whole `lost-piece`,
 * `doubled-piece`, `moved-piece` and `torn`. Where events have no id, they are matched by label, first in first out, so that
 * crossed results of one tool are not seen.
 */
export const pairing: CheckerFactory = (context) => {
  const { header, contract } = context;
  const absence = holdAbsence(context);
  const success = new Set(contract.terminal.success);
  const callsOf = spanReader(contract);
  const spanned = Object.keys(contract.spans).length > 0;
  let trials = 0;
  let evaluated = 0;

  function judge(run: Run, stream: Stream, calls: readonly Call[]): void {
    for (const call of calls) {
      // By far the most are as they should be, and then there is nothing to put into words.
      if (!isWellMade(call, calls, stream.received)) accuse(run, stream, calls, call);
    }
  }

  function accuse(run: Run, stream: Stream, calls: readonly Call[], call: Call): void {
    const report = (
      kind: string,
      at: Received,
      type: string,
      others: readonly (Received | null)[],
      words: string,
      absent: readonly string[] = [],
      restsOnAbsence = false,
    ) => {
      const involved = [at, ...others].filter((one) => one !== null);
      const touches = [...new Set([...involved.map(typeOf), ...absent])]
        .filter((event) => event !== type)
        .map((event) => ({ user: run.owner, run: run.id, event }));
      const observation: Observation = {
        guarantee: "pairing",
        kind,
        user: run.owner,
        victim: null,
        run: run.id,
        event: type,
        ops: involved.map(({ op }) => op.index),
        message: `in ${run.owner}'s ${runWords(run, header)}${readerWords(stream)} ${words}`,
        ...(touches.length > 0 && { touches }),
      };
      if (restsOnAbsence) absence.hold(run.owner, observation);
      else context.report(observation);
    };
    const ended = stream.terminal !== null && success.has(typeOf(stream.terminal));
    const { open, close, rule, moreOpens, moreCloses } = call;
    const which = spanWords(call);
    for (const more of moreOpens) {
      // Where it may open again, only an end that never came says that it was still open.
      const again = rule.reopens === true;
      report("two-starts", more, typeOf(more), [open], `${which} started twice`, [], again);
    }
    for (const more of moreCloses) {
      // Without an id it may be the end of a call whose beginning is not there.
      const unnamed = call.id === null;
      // Or of another call under the same id, which started twice then: that is one fault.
      const lost = unnamed || moreOpens.length > 0 ? [rule.open] : [];
      report("two-results", more, typeOf(more), [close], `${which} ended twice`, lost, unnamed);
    }
    for (const more of call.moreFollow) {
      const first = call.follow.find((one) => typeOf(one) === typeOf(more)) ?? null;
      report("two-results", more, typeOf(more), [first], `${which} had two ${typeOf(more)}`);
    }
    // What was told in loose pieces may have a result, but nothing to end.
    const orphan = close ?? call.inside[0] ?? (call.loose ? undefined : call.follow[0]);
    if (open === null && orphan !== undefined) {
      report(
        "orphan-result",
        orphan,
        typeOf(orphan),
        [],
        `${which} never started, and ${typeOf(orphan)} came of it`,
        [rule.open],
        true,
      );
    }
    const fault = textFault(call, stream.received);
    if (fault !== null) {
      const words = `the text of ${which} ${fault.words}`;
      const piece = call.loose ? typeOf(fault.at) : (rule.inside[0] ?? typeOf(fault.at));
      report(fault.kind, fault.at, piece, [fault.other, open], words, [], true);
    }
    if (open === null) return;
    for (const { span, id } of strangersOf(open, rule, calls)) {
      const words = `${which} names the ${span} ${excerpt(id)}, which had not started`;
      report("unknown-parent", open, typeOf(open), [], words, [], true);
    }
    if (close === null) {
      if (!ended || run.end !== "complete" || run.cancelRequested !== null) return;
      report(
        "open-span",
        open,
        rule.close,
        [stream.terminal],
        `${which} was left open at the end`,
        [],
        true,
      );
    } else if (isCrossed(call, calls)) {
      report(
        "crossed",
        close,
        typeOf(close),
        [open],
        `the end of ${which} does not fit its beginning`,
        [],
        // Matched by their order: one that is not there shifts all that follow.
        call.id === null,
      );
    }
  }

  return {
    guarantee: "pairing",
    settle(run) {
      const all = run.streams.map(callsOf);
      if (!spanned || run.streams.every(({ received }) => received.length === 0)) return;
      trials += 1;
      for (const [at, stream] of run.streams.entries()) {
        const calls = all[at] ?? [];
        evaluated += calls.length;
        judge(run, stream, calls);
      }
    },
    finish: () => absence.release(),
    tally() {
      const unknown = spanned ? absence.unknown() : "the contract has no spans, such as tool calls";
      return { trials, evaluated, unknown };
    },
  };
};

/** Whether it opened once and closed once, and nothing contradicts it. */
function isWellMade(call: Call, calls: readonly Call[], received: readonly Received[]): boolean {
  return (
    call.open !== null &&
    call.close !== null &&
    call.moreOpens.length === 0 &&
    call.moreCloses.length === 0 &&
    call.moreFollow.length === 0 &&
    strangersOf(call.open, call.rule, calls).length === 0 &&
    textFault(call, received) === null &&
    !isCrossed(call, calls)
  );
}

const NO_STRANGERS: readonly never[] = [];

/** Spans that an opening event refers to, and that had not opened before it. */
function strangersOf(
  open: Received,
  { refers }: SpanRule,
  calls: readonly Call[],
): readonly { readonly span: string; readonly id: string }[] {
  if (refers === undefined) return NO_STRANGERS;
  return refers.flatMap(({ field, span }) => {
    const id = idIn(open.op.event.data, field);
    const isKnown = calls.some(
      (call) =>
        call.name === span &&
        call.id === id &&
        (call.loose || (call.open !== null && call.open.op.index < open.op.index)),
    );
    return id === null || isKnown ? [] : [{ span, id }];
  });
}
