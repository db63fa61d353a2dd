import { grouped } from "../../reports/figures.ts";
import type { Goal, Row } from "./result.ts";
import { reached, spread } from "./statistics.ts";

export const HEAD = ["", "min", "median", "max", "goal"] as const;

/** A row as texts, in the order of the head. */
export function cells({ name, unit, values, goal }: Row): readonly string[] {
  const found = spread(values);
  const { min, median, max } = found;
  return [
    unit === "×" ? name : `${name}, ${unit}`,
    figure(min),
    figure(median),
    figure(max),
    goal === undefined ? "" : `${bound(goal)} ${reached(goal, found) ? "reached" : "NOT reached"}`,
  ];
}

function bound(goal: Goal): string {
  return "atLeast" in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

/** Three digits, or all before the point. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return grouped(Math.round(value));
  if (Math.abs(value) >= 10) return value.toFixed(1);
  return value.toFixed(Math.abs(value) >= 1 ? 2 : 3);
}
