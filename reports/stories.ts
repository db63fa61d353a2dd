import { type PartialHistory, PARTIAL_WORDS } from "../harness/history/mode.ts";
import type { Finding } from "../harness/verdict/finding.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { sinceWords } from "./again.ts";
import { printable } from "./escape.ts";
import { type Evidence, evidenceLines } from "./evidence.ts";
import { grouped, plural } from "./figures.ts";
import { waivedWords } from "./waivers.ts";

/** A finding as a report tells it; all texts printable, one line each. */
export interface Story {
  /** `isolation/misroute`, with how many more of its kind are known. */
  readonly title: string;
  readonly message: string;
  readonly evidence: readonly string[];
  /** What it broke besides; null: nothing. */
  readonly consequences: string | null;
}

export interface Stories {
  readonly told: readonly Story[];
  /** Where the others are; null: there are none. */
  readonly rest: string | null;
}

/** The first finding of each fingerprint, worst first and waived ones last: `most` of them, then a pointer to the others. */
export function stories(
  verdict: Verdict,
  evidence: Evidence,
  { most, unicode }: { readonly most: number; readonly unicode: boolean },
): Stories {
  const { findings, findingCount } = verdict;
  const counted = findings.filter(({ waiver }) => waiver === undefined);
  const waived = findings.filter(({ waiver }) => waiver !== undefined);
  const groups = [counted, waived].flatMap((some) => [
    ...Map.groupBy(some, ({ fingerprint }) => fingerprint).values(),
  ]);
  const chosen = groups.slice(0, most);
  const told = chosen.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const one = story(first, evidence, { unicode, history: verdict.conditions?.history });
    const like = likeWords(group.length - 1, findingCount > findings.length);
    return [
      { ...one, title: `${one.title}${like}${sinceWords(first)}${waivedWords(first, verdict)}` },
    ];
  });
  return {
    told,
    rest: restWords(findings.length - chosen.flat().length, findingCount - findings.length),
  };
}

/**
 * Where the findings are that were not told; null: there are none.
 *
 * @param stored that `verdict.json` holds
 * @param counted beyond them, which it only counts
 */
export function restWords(stored: number, counted: number): string | null {
  const parts = [
    ...(stored > 0 ? [`and ${grouped(stored)} more in verdict.json`] : []),
    ...(counted > 0 ? [`and ${grouped(counted)} more, which are only counted`] : []),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}

/** @param counted whether there are findings that nobody kept: some of them may be like it */
function likeWords(like: number, counted: boolean): string {
  return like === 0 ? "" : ` (and ${counted ? "at least " : ""}${plural(like, "other")} like it)`;
}

function story(
  finding: Finding,
  evidence: Evidence,
  { unicode, history }: { readonly unicode: boolean; readonly history: PartialHistory | undefined },
): Story {
  const lines = evidenceLines(finding, evidence, unicode);
  return {
    title: fullKind(finding),
    message: printable(finding.message),
    evidence: lines.length > 0 ? lines : pointer(finding.ops, history),
    consequences: consequences(finding),
  };
}

/** Where the ops are that nobody could pick out, or why there are none. */
function pointer(ops: readonly number[], history: PartialHistory | undefined): readonly string[] {
  if (ops.length === 0) return [];
  const some = ops.slice(0, 6).join(", ");
  const where = history === undefined ? " in history.ndjson" : `: ${PARTIAL_WORDS[history]}`;
  return [`op${ops.length === 1 ? "" : "s"} ${some}${ops.length > 6 ? " …" : ""}${where}`];
}

function consequences({ consequences: kept, consequenceCount }: Finding): string | null {
  if (consequenceCount === 0) return null;
  const groups = Map.groupBy(kept, fullKind);
  const names = [...groups].map(([name, group]) => {
    const who = new Set(group.map(({ user }) => user));
    const [only] = who;
    return who.size === 1 && only != null ? `${name} at ${printable(only, 40)}` : name;
  });
  const more = consequenceCount - kept.length;
  return `which explains ${names.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""}`;
}

function fullKind({ guarantee, kind }: Pick<Finding, "guarantee" | "kind">): string {
  return `${guarantee}/${printable(kind, 60)}`;
}
