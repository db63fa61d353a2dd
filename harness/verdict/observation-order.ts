import type { Observation } from "./finding.ts";
import { GUARANTEE_NAMES, type GuaranteeName } from "./guarantee.ts";

type Sortable = Pick<
  Observation,
  "guarantee" | "kind" | "user" | "run" | "event" | "ops" | "message"
>;

const DEPTH = new Map<GuaranteeName, number>(GUARANTEE_NAMES.map((name, at) => [name, at]));

/** Of several leaks seen at one place, the one that says most comes first. */
const LEAKS = ["misroute", "shared", "bleed", "cross-run"];

/** Deepest cause first, then a stable key: kind, user, run, ops, event, words. */
export function byDepth(a: Sortable, b: Sortable): number {
  return (
    depth(a.guarantee) - depth(b.guarantee) ||
    leak(a.kind) - leak(b.kind) ||
    text(a.kind, b.kind) ||
    text(a.user, b.user) ||
    text(a.run, b.run) ||
    numbers(a.ops, b.ops) ||
    text(a.event, b.event) ||
    text(a.message, b.message)
  );
}

export function depth(guarantee: GuaranteeName): number {
  return DEPTH.get(guarantee) ?? DEPTH.size;
}

function leak(kind: string): number {
  const rank = LEAKS.indexOf(kind);
  return rank < 0 ? LEAKS.length : rank;
}

/** By code unit, so that no locale decides; null first. */
function text(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

function numbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? -1) - (b[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
