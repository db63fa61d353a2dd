import type { Op } from "../harness/history/op.ts";
import type { Finding } from "../harness/verdict/finding.ts";
import { printable } from "./escape.ts";

/** Ops by index, as far as somebody picked them out of the history. */
export type Evidence = ReadonlyMap<number, Op>;

const LINES = 4;
const ARROWS = {
  unicode: { received: "◀", sent: "▶", closed: "✕" },
  ascii: { received: "<-", sent: "->", closed: "x" },
} as const;

type Arrows = (typeof ARROWS)[keyof typeof ARROWS];

/**
 * The most telling ops of a finding, in the order in which they happened, a line each. No payload of an event: it may be
 * somebody's data. Of other messages and of reasons for a close the first 60 characters.
 */
export function evidenceLines(
  finding: Finding,
  evidence: Evidence,
  unicode: boolean,
): readonly string[] {
  const arrows = unicode ? ARROWS.unicode : ARROWS.ascii;
  return finding.ops
    .flatMap((index) => evidence.get(index) ?? [])
    .slice(0, LINES)
    .toSorted((a, b) => a.index - b.index)
    .map(
      (op) => `op ${op.index}  +${(op.time / 1_000).toFixed(3)} s  ${told(op, finding, arrows)}`,
    );
}

function told(op: Op, finding: Finding, arrows: Arrows): string {
  switch (op.type) {
    case "event": {
      const seq = op.event.seq === null ? "" : `  seq ${op.event.seq}`;
      const what = `${owner(op, finding)}${printable(op.event.type, 60)}${run(op.event.run)}${seq}`;
      return `${name(op.user)} ${arrows.received} ${what}`;
    }
    case "frame": {
      const text = op.text === "" ? "" : `  "${printable(op.text, 60)}"`;
      return `${name(op.user)} ${arrows.received} ${op.kind} frame${run(op.run)}${text}`;
    }
    case "send": {
      const fate =
        op.outcome === "ok" ? "" : `  (${op.outcome === "fail" ? "not sent" : "fate unknown"})`;
      return `${name(op.user)} ${arrows.sent} ${op.action}${run(op.run)}${fate}`;
    }
    case "open": {
      const who =
        op.probe === undefined ? name(op.user) : `a probe with ${printable(op.probe, 40)} token`;
      const answer =
        op.status === null ? printable(op.reason ?? "no answer", 60) : `HTTP ${op.status}`;
      return `${who} connected: ${op.outcome}, ${answer}`;
    }
    case "close": {
      const reason = op.reason === "" ? "" : `  "${printable(op.reason, 60)}"`;
      return `${name(op.user)} ${arrows.closed} closed ${op.code} by the ${op.by}${reason}`;
    }
    case "fault":
      return `fault ${printable(op.fault, 60)}`;
    default:
      return op.type;
  }
}

function name(user: string | null): string {
  return user === null ? "a probe" : printable(user, 40);
}

function run(id: string | null): string {
  if (id === null) return "";
  const head = printable(id, 200);
  return `  run ${head.length > 13 ? `${head.slice(0, 8)}…` : head}`;
}

/** Whose event it is, when it is not its receiver's. */
function owner(op: Extract<Op, { type: "event" }>, finding: Finding): string {
  const { victim } = finding;
  if (victim === null || op.user === victim || op.event.run !== finding.run) return "";
  return `${printable(victim, 40)}'s `;
}
