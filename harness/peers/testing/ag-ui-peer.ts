import { createRequire } from "node:module";
import { verifyEvents } from "@ag-ui/client";
import type { Contract } from "../../contract/contract.ts";
import { attribute } from "../../verdict/attribution.ts";
import type { Finding, Observation } from "../../verdict/finding.ts";
import { CATALOGUE } from "../../checkers/catalogue.ts";
import type { CheckerFactory } from "../../checkers/checker.ts";
import { completeness } from "../../checkers/completeness/completeness.ts";
import { duplication } from "../../checkers/duplication/duplication.ts";
import { finality } from "../../checkers/finality.ts";
import { order } from "../../checkers/order.ts";
import { pairing } from "../../checkers/pairing/pairing.ts";
import { agUiStory } from "../../checkers/testing/ag-ui-story.ts";
import type { AgUiEvent } from "../../checkers/testing/ag-ui-words.ts";
import { judge } from "../../checkers/testing/judging.ts";

type Events = Parameters<ReturnType<typeof verifyEvents>>[0];

/** The observables of the client's own rxjs. */
const { from } = createRequire(import.meta.resolve("@ag-ui/client"))("rxjs") as {
  readonly from: (events: readonly AgUiEvent[]) => Events;
};

/** Why AG-UI's client refuses a stream; null: it does not. */
export function peerRefusal(events: readonly AgUiEvent[]): string | null {
  let refusal: string | null = null;
  verifyEvents()(from(events)).subscribe({
    error: (error: unknown) => {
      refusal = String(error);
    },
  });
  return refusal;
}

/** The guarantees that decide a sequence. */
const SEQUENCE: readonly CheckerFactory[] = [completeness, duplication, order, pairing, finality];

/**
 * What our checkers find in the same events. The history ends with the last event, as the stream does for
 * the client, so that nothing is known of what might still have come.
 */
export function sequenceFindings(
  events: readonly AgUiEvent[],
  contract: Contract,
): readonly Observation[] {
  return judge(agUiStory(events, contract).end(), ...SEQUENCE).observations;
}

/** What all our checkers find in the same events, consequences left out, with the patience spent. */
export function allFindings(events: readonly AgUiEvent[], contract: Contract): readonly Finding[] {
  return attribute(judge(agUiStory(events, contract).finish(), ...CATALOGUE).observations);
}
