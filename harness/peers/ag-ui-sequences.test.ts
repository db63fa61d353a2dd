import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agUiEvents } from "../checkers/testing/ag-ui-words.ts";
import { agUi } from "../contract/ag-ui.ts";
import { peerRefusal, sequenceFindings } from "./testing/ag-ui-peer.ts";
import { editedLines, legalLines, randomLines } from "./testing/ag-ui-sequences.ts";

const CONTRACT = agUi();
const STRICT = agUi({ strict: true });
/** Streams of each kind. */
const STREAMS = Number(process.env["QUINTET_PEER_STREAMS"] ?? 2_000);
const SEED = Number(process.env["QUINTET_PEER_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));
/** For a slow machine: nothing here waits for anything. */
const TIMEOUT = 300_000;

describe.each([
  ["legal streams", legalLines, { accepted: [1, 1] }],
  ["legal streams with random edits", editedLines, { accepted: [0.1, 0.6] }],
  ["random words", randomLines, { accepted: [0.05, 0.5] }],
] as const)("%s", (name, lines, { accepted: [least, most] }) => {
  test(
    `are accepted and refused by AG-UI's client and by our contract alike (seed ${SEED})`,
    () => {
      let accepted = 0;
      fc.assert(
        fc.property(lines, (words) => {
          const line = words.join(" ");
          const events = agUiEvents(line);
          const refusal = peerRefusal(events);
          const findings = sequenceFindings(events, CONTRACT);
          if (refusal === null) accepted += 1;
          const ours = findings.map(({ message }) => message);
          // Both answers are in what a failure shows.
          expect({ line, refusal, ours, isRefused: ours.length > 0 }).toEqual({
            line,
            refusal,
            ours,
            isRefused: refusal !== null,
          });
        }),
        { numRuns: STREAMS, seed: SEED },
      );
      console.log(
        `AG-UI, ${name}: ${STREAMS} streams compared (seed ${SEED}), ${accepted} accepted and ${STREAMS - accepted} refused by both`,
      );
      // A comparison in which nobody ever says no, or yes, would prove nothing.
      expect(accepted / STREAMS).toBeGreaterThanOrEqual(least);
      expect(accepted / STREAMS).toBeLessThanOrEqual(most);
    },
    TIMEOUT,
  );
});

test(
  `what the contract refuses, the strict one refuses too (seed ${SEED})`,
  () => {
    const any = fc.oneof(legalLines, editedLines, randomLines);
    fc.assert(
      fc.property(any, (words) => {
        const line = words.join(" ");
        const events = agUiEvents(line);
        if (sequenceFindings(events, CONTRACT).length === 0) return;
        expect({ line, isRefused: sequenceFindings(events, STRICT).length > 0 }).toEqual({
          line,
          isRefused: true,
        });
      }),
      { numRuns: STREAMS / 2, seed: SEED },
    );
  },
  TIMEOUT,
);
