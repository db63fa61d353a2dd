import type { Consequence, Finding } from "./finding.ts";
import { byDepth } from "./observation-order.ts";

const MAX_FINDINGS = 100;
const OF_EACH_FINGERPRINT = 3;
const MAX_CONSEQUENCES = 20;

/**
 * The findings that a verdict keeps in full: at most 100. The first three of each fingerprint go before
 * all others, so that a thousand of one fault never hide another. The same set gives the same choice.
 */
export function keepFindings(findings: readonly Finding[]): readonly Finding[] {
  const sorted = findings.toSorted(byDepth);
  const chosen = firstOfEach(
    sorted,
    ({ fingerprint }) => fingerprint,
    OF_EACH_FINGERPRINT,
    MAX_FINDINGS,
  );
  return chosen.toSorted(byDepth).map((finding) => ({
    ...finding,
    consequences: keepConsequences(finding.consequences),
  }));
}

function keepConsequences(consequences: readonly Consequence[]): readonly Consequence[] {
  return firstOfEach(consequences, fullKind, 1, MAX_CONSEQUENCES).toSorted(byDepth);
}

function fullKind({ guarantee, kind }: Consequence): string {
  return `${guarantee}/${kind}`;
}

function firstOfEach<T>(
  items: readonly T[],
  name: (item: T) => string,
  ofEach: number,
  most: number,
): T[] {
  const seen = new Map<string, number>();
  const early: T[] = [];
  const rest: T[] = [];
  for (const item of items) {
    const before = seen.get(name(item)) ?? 0;
    seen.set(name(item), before + 1);
    (before < ofEach ? early : rest).push(item);
  }
  return [...early, ...rest].slice(0, most);
}
