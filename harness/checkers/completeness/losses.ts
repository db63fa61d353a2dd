import type { Contract } from "../../contract/contract.ts";
import { isFixed } from "../../contract/grammar-facts.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Observation } from "../../verdict/finding.ts";
import { cutOff } from "./cut-off.ts";
import { absentEvents, type Missing } from "./missing-events.ts";
import { absentNumbers } from "./missing-numbers.ts";
import { gapsOf, numberedEvents } from "../scene/numbering.ts";
import type { Loss } from "./loss.ts";
import { placedByNumber } from "./placed-by-number.ts";
import { readerWords, runWords } from "../words/run-words.ts";
import type { Run, Scene, Stream } from "../scene/scene.ts";

/** A loss as it is reported. */
export interface ToldLoss {
  readonly observation: Observation;
  /** Only the server's numbers tell it. */
  readonly byNumber: boolean;
}

/** What a settled and accepted run did not deliver, on each stream by itself. */
export function lossesOf(
  header: HistoryHeader,
  contract: Contract,
  scene: Pick<Scene, "connections">,
): (run: Run) => readonly ToldLoss[] {
  const fixed = isFixed(contract);
  const spans = Object.values(contract.spans);
  const errors = new Set(contract.terminal.error);

  function lossesIn(run: Run, stream: Stream): readonly Loss[] {
    const events = numberedEvents(run, stream, header.dialect.provides);
    const absent = stream.differences.filter((one): one is Missing => one.kind === "missing");
    const missing = fixed ? absent : placedByNumber(absent, events, stream);
    // Where the history ended first, only what was passed over is known not to have come.
    if (run.end === "open") return absentEvents(missing.filter(({ before }) => before !== null));
    const failed = stream.terminal !== null && errors.has(stream.terminal.op.event.type);
    const numbers = fixed && !failed ? [] : absentNumbers(run, stream, missing, events, failed);
    const cut = cutOff(run, stream, scene);
    if (cut !== null) {
      // What a cut explains is not told again; what is missing before it is.
      return [...absentEvents(missing.filter(({ before }) => before !== null)), ...numbers, cut];
    }
    // A server that numbers its events without a gap never sent it: pairing tells of half a span.
    const unbroken = !fixed && events !== null && gapsOf(events, stream).length === 0;
    const told = missing.filter(
      ({ type, before }) => !(unbroken && before !== null && isHalf(type, missing)),
    );
    return [...absentEvents(told), ...numbers];
  }

  /** Of a span of which only this end is missing. Where both are, nobody else would miss it. */
  function isHalf(type: string, missing: readonly Missing[]): boolean {
    const count = (one: string) => missing.filter((other) => other.type === one).length;
    return spans.some(
      ({ open, close }) => (type === open || type === close) && count(open) !== count(close),
    );
  }

  return (run) =>
    run.streams.flatMap((stream) =>
      lossesIn(run, stream).map((loss): ToldLoss => {
        const { kind, event, others = [], ops, words, byNumber = false, place } = loss;
        const where = `${runWords(run, header)}${readerWords(stream)}`;
        const touches = others.map((type) => ({ user: run.owner, run: run.id, event: type }));
        const observation: Observation = {
          guarantee: "completeness",
          kind,
          user: run.owner,
          victim: null,
          run: run.id,
          event,
          ops: [...ops, run.sendIndex],
          message: `${run.owner} never received ${words.what} of ${where}: ${words.proof}`,
          ...(touches.length > 0 && { touches }),
          ...(place !== undefined && { place }),
        };
        return { observation, byNumber };
      }),
    );
}
