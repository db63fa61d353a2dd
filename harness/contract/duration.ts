const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds as a number, or a text such as `250ms`, `5s`, `1.5m`. */
export type Duration = number | string;

/** Milliseconds, or null when the text is no duration: a number must be finite and not negative. */
export function milliseconds(duration: Duration): number | null {
  if (typeof duration === "number")
    return Number.isFinite(duration) && duration >= 0 ? duration : null;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration.trim());
  if (!match) return null;
  const [, figure = "", unit = "ms"] = match;
  return Number(figure) * UNITS[unit as keyof typeof UNITS];
}
