import type { Verdict } from "../harness/verdict/verdict.ts";
import { sinceWords } from "./again.ts";
import { printable } from "./escape.ts";
import { plural } from "./figures.ts";
import { headline, WORDS } from "./headline.ts";
import { waiverFacts } from "./waivers.ts";

/** As many as a forge shows of one step. */
const MOST = 10;

/**
 * What a GitHub job shows beside its log: one annotation a kind of fault, worst first, then waivers that need
 * somebody's eye; at most ten lines. A pass without such waivers has none.
 */
export function annotations(verdict: Verdict): readonly string[] {
  const { findings, outcome, waivers } = verdict;
  const counted = findings.filter(({ waiver }) => waiver === undefined);
  const kinds = [...Map.groupBy(counted, ({ fingerprint }) => fingerprint).values()].flatMap(
    (group) => {
      const [first] = group;
      if (!first) return [];
      const others = group.length > 1 ? ` (and ${plural(group.length - 1, "other")} like it)` : "";
      return [
        line(
          "error",
          `${first.guarantee}/${first.kind}${sinceWords(first)}`,
          `${first.message}${others}`,
        ),
      ];
    },
  );
  const whole =
    outcome !== "pass" && kinds.length === 0
      ? [line("error", WORDS[outcome], headline(verdict))]
      : [];
  const facts = waiverFacts(verdict);
  const warnings = waivers.flatMap(({ state }, at) =>
    state === "active" ? [] : [line("warning", "waiver", facts[at]?.[1] ?? "")],
  );
  const all = [...whole, ...kinds, ...warnings];
  if (all.length <= MOST) return all;
  const rest = `and ${all.length - MOST + 1} more: see summary.md`;
  return [...all.slice(0, MOST - 1), line("error", "more", rest)];
}

function line(level: "error" | "warning", title: string, message: string): string {
  return `::${level} title=Quintet ${property(printable(title, 100))}::${data(printable(message, 400))}`;
}

/** Workflow commands escape what would end them. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
