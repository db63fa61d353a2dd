import type { Op } from "../history/op.ts";
import type { StoredHistory } from "../recorder/history-reader.ts";
import type { Finding } from "../verdict/finding.ts";

/** Ops that prove findings, by their index. */
export type Evidence = ReadonlyMap<number, Op>;

/** Findings whose story is told in full. */
const STORIES = 20;

/** Indexes of the ops that prove the findings told in full, consequences included. */
export function wantedOps(findings: readonly Finding[]): ReadonlySet<number> {
  const wanted = new Set<number>();
  for (const finding of toldInFull(findings)) {
    for (const op of finding.ops) wanted.add(op);
    for (const consequence of finding.consequences)
      for (const op of consequence.ops) wanted.add(op);
  }
  return wanted;
}

/** The first of each fingerprint before any other like it, since reports tell one of each; waived ones last. */
function toldInFull(findings: readonly Finding[]): readonly Finding[] {
  const counted = findings.filter(({ waiver }) => waiver === undefined);
  const waived = findings.filter(({ waiver }) => waiver !== undefined);
  const firsts = [counted, waived].flatMap((some) =>
    [...Map.groupBy(some, ({ fingerprint }) => fingerprint).values()].map(([first]) => first),
  );
  return [...new Set([...firsts, ...counted, ...waived])]
    .filter((finding) => finding !== undefined)
    .slice(0, STORIES);
}

/** Picks the wanted ops out of a history, in one pass, and stops at the last of them. */
export async function collectEvidence(
  ops: AsyncIterable<Op>,
  wanted: ReadonlySet<number>,
): Promise<Evidence> {
  const evidence = new Map<number, Op>();
  if (wanted.size === 0) return evidence;
  for await (const op of ops) {
    if (wanted.has(op.index)) evidence.set(op.index, op);
    if (evidence.size === wanted.size) break;
  }
  return evidence;
}

/** The same of a history on disk. Evidence tells a verdict, and is no part of it: one that cannot be read leaves it untold. */
export async function evidenceIn(
  open: () => Promise<Pick<StoredHistory, "ops">>,
  wanted: ReadonlySet<number>,
): Promise<Evidence> {
  if (wanted.size === 0) return new Map();
  try {
    return await collectEvidence((await open()).ops(), wanted);
  } catch {
    return new Map();
  }
}
