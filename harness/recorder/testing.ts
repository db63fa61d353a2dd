import type { Op, Unstamped } from "../history/op.ts";

/** Ticks, numbered from 0. */
export function ticks(count: number): Op[] {
  return Array.from({ length: count }, (_, index): Op => ({
    index,
    time: index,
    type: "tick",
    lag: 0,
  }));
}

export const UPGRADED: Unstamped<Extract<Op, { type: "open" }>> = {
  type: "open",
  connection: 1,
  user: "amy",
  role: "user",
  outcome: "open",
  status: 101,
  reason: null,
  took: 2,
};

export const CLOSED: Unstamped<Extract<Op, { type: "close" }>> = {
  type: "close",
  connection: 1,
  user: "amy",
  code: 1000,
  reason: "",
  by: "harness",
  frames: 0,
  bytes: 0,
};
