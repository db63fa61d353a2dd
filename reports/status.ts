import { columns, fit } from "./columns.ts";
import { duration, grouped, plural } from "./figures.ts";
import { ascii, type Page, paint } from "./terminal-page.ts";

/** How far an execution is. */
export interface StatusFigures {
  readonly phase: string;
  readonly connections: number;
  readonly plannedConnections: number;
  readonly running: number;
  readonly ended: number;
  /** Null: as many as the time allows. */
  readonly plannedRuns: number | null;
  /** How much of it is done, 0 to 1. */
  readonly share: number;
  readonly events: number;
  /** Events a second, lately; null: it is too early to say. */
  readonly pace: number | null;
  /** Milliseconds to the end, as far as one can tell; null: one cannot. */
  readonly left: number | null;
  /** Violations seen so far. One fault may cause several: the verdict joins them into findings. */
  readonly violations: number;
  readonly elapsedMs: number;
}

interface Part {
  readonly text: string;
  /** The higher, the sooner it goes when there is no room. */
  readonly rank: number;
}

const BAR = 12;

/**
 * One line that says how far an execution is. Where there is no room the least telling goes first, and
 * whole: the phase and the violations stay.
 */
export function renderStatus(figures: StatusFigures, page: Page): string {
  const separator = page.unicode ? " · " : " | ";
  let parts = partsOf(figures, page).filter(({ text }) => text !== "");
  const line = (): string => parts.map(({ text }) => text).join(separator);
  const room = page.width;
  while (parts.length > 1 && columns(line()) > room) {
    const least = Math.max(...parts.map(({ rank }) => rank));
    parts = parts.filter(({ rank }) => rank !== least);
  }
  const whole = page.unicode ? line() : ascii(line());
  const cut = fit(whole, room);
  const seen = violationWords(figures);
  return seen === "" ? cut : cut.replace(seen, paint(seen, ["bold", "red"], page));
}

function partsOf(figures: StatusFigures, page: Page): readonly Part[] {
  const { phase, elapsedMs, ended, plannedRuns, running, connections, plannedConnections } =
    figures;
  const { events, pace, left } = figures;
  return [
    { rank: 0, text: `${phase} ${duration(elapsedMs)}` },
    { rank: 1, text: violationWords(figures) },
    { rank: 8, text: bar(figures.share, page) },
    {
      rank: 2,
      text: plannedRuns === null ? plural(ended, "run") : `${of(ended, plannedRuns)} runs`,
    },
    { rank: 5, text: running === 0 ? "" : `${grouped(running)} open` },
    { rank: 6, text: `${of(connections, plannedConnections)} connected` },
    { rank: 4, text: pace === null ? "" : `${grouped(Math.round(pace))} events/s` },
    { rank: 7, text: pace === null ? plural(events, "event") : "" },
    { rank: 3, text: left === null ? "" : leftWords(left) },
  ];
}

function violationWords({ violations }: StatusFigures): string {
  return violations === 0 ? "" : plural(violations, "violation");
}

function leftWords(left: number): string {
  const seconds = Math.ceil(left / 1_000);
  if (seconds <= 1) return "1 s left";
  return seconds < 100 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function bar(share: number, { unicode }: Page): string {
  const full = Math.min(BAR, Math.floor(share * BAR));
  return unicode
    ? "█".repeat(full) + "░".repeat(BAR - full)
    : `[${"#".repeat(full)}${"-".repeat(BAR - full)}]`;
}

function of(done: number, planned: number): string {
  return `${grouped(done)}/${grouped(planned)}`;
}
