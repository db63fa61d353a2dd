import type { Part } from "./part.ts";
import type { Steps } from "./steps.ts";

/** Of a millisecond: in whole ones, several shifts are one. */
const MICROSECONDS = 1_000;

/**
 * The part as if its history had begun earlier. Machines begin at moments of their own, and only on one clock do
 * their times tell what there was at once.
 *
 * @param by whole milliseconds, 0 or more
 */
export function shiftPart(part: Part, by: number): Part {
  const { envelope, connections, runs, watched } = part;
  const later = (time: number): number => Math.round((time + by) * MICROSECONDS) / MICROSECONDS;
  const stepsLater = ({ up, down }: Steps): Steps => ({ up: up.map(later), down: down.map(later) });
  return {
    ...part,
    envelope: { ...envelope, durationMs: envelope.durationMs + by },
    connections: stepsLater(connections),
    runs: stepsLater(runs),
    watched: {
      left: watched.left === null ? null : later(watched.left),
      last: watched.last === null ? null : later(watched.last),
    },
  };
}
