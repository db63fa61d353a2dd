import type { Verdict } from "../harness/verdict/verdict.ts";
import type { Finding } from "../harness/verdict/finding.ts";
import type { Fact } from "./envelope.ts";

/** What a gate tried again, and what it compared with: a line each, where it did. */
export function againFacts({ confirmation, baseline }: Verdict): readonly Fact[] {
  return [
    ...(confirmation ? [["again", confirmed(confirmation)] as const] : []),
    ...(baseline
      ? [
          [
            "baseline",
            `kinds of fault against the earlier verdict: ${baseline.fresh} new, ${baseline.known} known, ${baseline.gone} gone`,
          ] as const,
        ]
      : []),
  ];
}

/** How a finding's title says whether an earlier verdict had it too. */
export function sinceWords({ baseline }: Finding): string {
  return baseline === undefined ? "" : `, ${baseline}`;
}

function confirmed({
  asked,
  executions,
  reproduced,
  unknown,
}: NonNullable<Verdict["confirmation"]>): string {
  const words = [
    `reproduced ${reproduced} of ${executions}`,
    ...(unknown > 0 ? [`${unknown} could not be judged`] : []),
    ...(executions < asked ? [`${asked - executions} of ${asked} not tried`] : []),
  ];
  return `${words.join(", ")}; the outcome stays fail`;
}
