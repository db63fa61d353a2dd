import { InvalidArgumentError } from "commander";
import { grouped } from "../../reports/figures.ts";
import { milliseconds } from "../contract/duration.ts";
import { LONGEST, SLOWEST } from "../run/bounds.ts";

/** Readers of the values of flags. Each throws InvalidArgumentError, which says what may stand there. */

/** A whole number from `least` on, up to `most` where there is such. */
export function wholeNumber(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      const which =
        most === Number.MAX_SAFE_INTEGER
          ? `, ${least} or more`
          : ` from ${least} to ${grouped(most)}`;
      throw new InvalidArgumentError(`Expected a whole number${which}.`);
    }
    return value;
  };
}

/** How often a second. */
export function rate(text: string): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || !Number.isFinite(value) || value < SLOWEST) {
    throw new InvalidArgumentError(`Expected a number, ${SLOWEST} or more.`);
  }
  return value;
}

/** A text such as `5s`, as it was written. */
export function durationText(text: string): string {
  const value = milliseconds(text);
  if (value !== null && value <= LONGEST) return text;
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    throw new InvalidArgumentError(`Add a unit, such as ${text}s or ${text}ms.`);
  }
  throw new InvalidArgumentError(
    value === null
      ? "Expected a duration, such as 500ms, 2s or 5m."
      : "Expected a duration of 24 days at most.",
  );
}

export function notEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Must not be empty.");
  return text;
}

/** Words with commas between them. */
export function names(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
