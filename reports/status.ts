import { fit } from "./columns.ts";
import { duration, grouped, plural } from "./figures.ts";

/** How far an execution is. */
export interface StatusFigures {
  readonly phase: string;
  readonly connections: number;
  readonly plannedConnections: number;
  readonly running: number;
  readonly ended: number;
  readonly plannedRuns: number;
  readonly events: number;
  /** So far; absent where nobody judges yet. */
  readonly findings?: number;
  readonly elapsedMs: number;
}

/** One line that says how far an execution is: the most telling first, cut to the terminal's width. */
export function renderStatus(
  figures: StatusFigures,
  { width }: { readonly width: number },
): string {
  const parts = [
    `${figures.phase} ${duration(figures.elapsedMs)}`,
    ...(figures.findings ? [plural(figures.findings, "finding")] : []),
    `runs ${of(figures.ended, figures.plannedRuns)}, ${grouped(figures.running)} open`,
    `sockets ${of(figures.connections, figures.plannedConnections)}`,
    plural(figures.events, "event"),
  ];
  return fit(parts.join(" | "), width);
}

function of(done: number, planned: number): string {
  return `${grouped(done)}/${grouped(planned)}`;
}
