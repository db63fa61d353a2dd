import { HarnessError } from "../harness/errors/harness-error.ts";
import type { Op } from "../harness/history/op.ts";
import { decide } from "../harness/verdict/decide.ts";
import { errorVerdict } from "../harness/verdict/error-verdict.ts";
import { header, judged, observed } from "../harness/verdict/testing.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";

type Given = Parameters<typeof judged>[0];

const replay = "npx quintet demo --seed s --users 25";

/** The verdict on a faultless record in which `given` differs. */
export function verdictOn(given: Given = {}): Verdict {
  return decide(
    judged({ ...given, tallies: { reach: { trials: 1 }, ...given?.tallies } }),
    header,
    {
      replay,
    },
  );
}

export const passed = verdictOn();

/** Bo received amy's event, which left a hole; and one user got something twice. */
export const failed = verdictOn({
  observations: [
    observed({
      guarantee: "isolation",
      kind: "misroute",
      user: "bo",
      victim: "amy",
      run: "3f2a91c4-77aa-4e01",
      ops: [812, 40],
      message: "bo received amy's tool_completed",
      touches: [{ user: "amy", run: "3f2a91c4-77aa-4e01", event: "tool_completed" }],
    }),
    observed({ run: "3f2a91c4-77aa-4e01" }),
    observed({
      guarantee: "duplication",
      kind: "same-id",
      user: "cid",
      run: "r2",
      event: "agent_thinking",
      ops: [300],
      message: "cid received agent_thinking twice",
    }),
  ],
});

export const unknown = verdictOn({
  tallies: { clock: { trials: 0, unknown: "no event carried a server time" } },
});

export const broken = errorVerdict(
  new HarnessError("bad-config", "The config does not fit:\n  crowd.users: expected 1 or more"),
);

export const evidence: ReadonlyMap<number, Op> = new Map<number, Op>([
  [
    812,
    {
      index: 812,
      time: 1_204.4,
      type: "event",
      connection: 3,
      user: "bo",
      bytes: 300,
      event: {
        type: "tool_completed",
        run: "3f2a91c4-77aa-4e01",
        thread: null,
        user: "amy",
        id: "e4",
        seq: 4,
        at: null,
        data: { result: "secret of amy" },
      },
    },
  ],
  [
    40,
    {
      index: 40,
      time: 204.4,
      type: "send",
      connection: 2,
      user: "amy",
      action: "start",
      run: "3f2a91c4-77aa-4e01",
      thread: "t",
      canary: "c",
      scheduled: 200,
      outcome: "ok",
    },
  ],
]);

/** What a hostile server, or an unlucky user's name, might put into a report. */
export const HOSTILE =
  "\u001b[31m\u0007<b>&amp;\"'|`*_[x](http://y) @team #1\u202e\ud800\ufffe\r\n\u009b2J" +
  "x".repeat(700);

/** A failure told in hostile words only. */
export const hostile = verdictOn({
  observations: Array.from({ length: 300 }, (_, n) =>
    observed({
      kind: n % 2 ? HOSTILE : "hole",
      user: `${HOSTILE}${n}`,
      run: `r${n}${HOSTILE}`,
      event: HOSTILE,
      message: HOSTILE,
    }),
  ),
  tallies: { order: { notes: [HOSTILE] }, clock: { unknown: HOSTILE } },
  damage: { whole: null, users: new Map([[HOSTILE, HOSTILE]]) },
});
