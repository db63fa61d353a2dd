import type { Verdict } from "../../harness/verdict/verdict.ts";
import { built } from "../built.ts";
import { residentOf } from "../processes/outside.ts";
import type { Processes } from "../processes/processes.ts";

/** What reading a history came to. */
export interface Reading {
  readonly events: number;
  /** Milliseconds, from the start of the process to its end. */
  readonly wall: number;
  readonly outcome: string;
  /** Bytes that were resident at most, as far as the last look told. */
  readonly peak: number;
}

const BOUND = 300_000;
/** Milliseconds between two looks at the memory. */
const LOOK = 50;

/** Reads it in a process of its own: only parsed, or checked by the command. */
export async function readHistory(
  processes: Processes,
  how: "parsed" | "check",
  history: string,
): Promise<Reading> {
  const begin = performance.now();
  const child =
    how === "parsed"
      ? processes.fork(built("bench/parsed.ts"), { history }, BOUND)
      : processes.spawn(
          process.execPath,
          [built("harness/cli/main.ts"), "check", history, "--json"],
          BOUND,
        );
  let [text, peak] = ["", 0];
  let parsed = 0;
  child.process.stdout?.on("data", (part: Buffer) => (text += part.toString()));
  child.process.on("message", (message) => {
    parsed = (message as { readonly events: number }).events;
  });
  const look = setInterval(() => {
    peak = peakOf(child.process.pid) ?? peak;
  }, LOOK);
  try {
    await child.over;
  } finally {
    clearInterval(look);
  }
  const wall = performance.now() - begin;
  if (how === "parsed") return { events: parsed, wall, outcome: "parsed", peak };
  const { outcome, envelope } = JSON.parse(text) as Verdict;
  return { events: envelope?.events ?? 0, wall, outcome, peak };
}

/** Null: it has ended. */
function peakOf(pid: number | undefined): number | null {
  try {
    return pid === undefined ? null : residentOf(pid, "peak") || null;
  } catch {
    return null;
  }
}
