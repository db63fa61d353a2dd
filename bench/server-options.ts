/** How the server of the benchmarks sends; the environment variable `BENCH_SERVER` holds it as JSON. */
export interface ServerOptions {
  /** Events a second over all connections; null: as fast as they go. */
  readonly rate: number | null;
  /** Runs of one connection whose events go out in one write. */
  readonly burst: number;
  /** One event that goes wrong. */
  readonly fault?: PlantedFault | null;
  /** No event goes out before the server got a message from its parent. */
  readonly hold?: boolean;
  /** It says when so many connections are open, and when so many runs are told. */
  readonly expect?: { readonly connections: number; readonly runs: number };
}

export interface PlantedFault {
  readonly kind: keyof typeof PLANTED;
  /** Which run it hits: the n-th that is started, from 1. */
  readonly run: number;
}

/** What goes wrong with one event, and what must be found then: written down before anything was tried. */
export const PLANTED = {
  drop: { what: "an event left out", guarantee: "completeness", kind: "hole" },
  double: { what: "an event sent twice", guarantee: "duplication", kind: null },
  swap: { what: "two events in each other's place", guarantee: "order", kind: null },
  misroute: { what: "an event sent to another user", guarantee: "isolation", kind: "misroute" },
  foreign: { what: "another user's text in an event", guarantee: "isolation", kind: "bleed" },
} as const;

/** What the server says to its parent. */
export type ServerWord =
  | { readonly is: "listening"; readonly port: number }
  /** All are connected; `took` milliseconds since the first came. */
  | { readonly is: "connected"; readonly took: number }
  | { readonly is: "told" }
  | { readonly is: "fired"; readonly own: Place; readonly other: Place };

/** A run of a user. */
export interface Place {
  readonly user: string;
  readonly run: string;
}
