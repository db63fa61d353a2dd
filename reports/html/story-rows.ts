import type { Finding } from "../../harness/verdict/finding.ts";
import { printable } from "../escape.ts";
import { lanesOfOps, marksByLane } from "./lane-order.ts";
import type { MarkKind } from "./lanes/kinds.ts";
import { type Mark, markAt } from "./lanes/marks.ts";
import type { Recording } from "./recording.ts";

/** What happened around a finding, in order: a column a user, one thing a row. */
export interface StoryTimeline {
  readonly columns: readonly { readonly name: string; readonly part: string }[];
  readonly rows: readonly StoryRow[];
}

export interface StoryRow {
  /** Milliseconds; null: it never came. */
  readonly time: number | null;
  readonly op: number | null;
  readonly column: number;
  readonly direction: "sent" | "received" | "other";
  readonly text: string;
  /** `wrong`: the finding itself. `proof`: a further op that proves it. */
  readonly weight: "wrong" | "proof" | "around";
  /** It is of another user than its receiver. */
  readonly foreign: boolean;
  /** Column of the one whose it is, when that is another; null: its own, or nobody's here. */
  readonly from: number | null;
}

const MOST_ROWS = 18;
const MOST_COLUMNS = 4;
const AROUND = 2;

/** Tells the stories of these findings. */
export function storyTeller(
  { header, lanes: data }: Recording,
  findings: readonly Finding[],
): (finding: Finding) => StoryTimeline | null {
  const laneOfOp = lanesOfOps(data, new Set(findings.flatMap(({ ops }) => ops)));
  const positions = marksByLane(data);
  const lanesOf = Map.groupBy(data.lanes.keys(), (at) => data.lanes[at]?.user ?? -1);
  const ids = header.plan.users.map(({ id }) => id);
  const users = ids.map((id) => printable(id, 80));
  const ordinals = new Map(ids.map((id, at) => [id, at]));

  function marksOf(lane: number): readonly Mark[] {
    return Array.from(positions[lane] ?? [], (at) => markAt(data.marks, at));
  }

  /** Lanes that may hold something of the story: those of receiver and victim, and where its ops are. */
  function lanesFor({ user, victim, ops }: Finding): readonly number[] {
    const named = [victim, user].flatMap((name) => {
      const ordinal = name === null ? undefined : ordinals.get(name);
      return ordinal === undefined ? [] : (lanesOf.get(ordinal) ?? []);
    });
    const holding = ops.flatMap((op) => laneOfOp.get(op) ?? []);
    return [...new Set([...named, ...holding])].slice(0, 12);
  }

  return (finding) => {
    const proof = new Set(finding.ops);
    const run = finding.run === null ? null : data.runOf(finding.run);
    const chosen = lanesFor(finding).flatMap((lane) => {
      const all = marksOf(lane);
      const telling = all.flatMap((mark, at) => (proof.has(mark.op) ? [at] : []));
      return all.filter(
        (mark, at) =>
          proof.has(mark.op) ||
          (run !== null && mark.owner === run.user && mark.run === run.run) ||
          telling.some((near) => Math.abs(near - at) <= AROUND),
      );
    });
    const wrong = finding.ops[0] ?? -1;
    const kept = nearest(chosen, wrong, proof);
    const seen = [...new Set(kept.map(({ lane }) => data.lanes[lane]?.user ?? -1))];
    const victim = finding.victim === null ? -2 : (ordinals.get(finding.victim) ?? -2);
    const columns = [
      ...seen.filter((user) => user === victim),
      ...seen.filter((user) => user !== victim),
    ].slice(0, MOST_COLUMNS);
    const rows = kept.flatMap((mark): readonly StoryRow[] => {
      const self = data.lanes[mark.lane]?.user ?? -1;
      const column = columns.indexOf(self);
      const kind = data.kinds[mark.kind];
      if (column === -1 || kind === undefined) return [];
      const foreign = mark.owner !== -1 && mark.owner !== self;
      // A text of the victim's inside something that is the receiver's own.
      const inside = mark.op === wrong && !foreign && victim >= 0 && self !== victim;
      const owner = inside ? victim : foreign ? mark.owner : -1;
      const said = words(kind, mark, foreign ? (users[mark.owner] ?? "somebody") : null);
      return [
        {
          time: mark.time,
          op: mark.op,
          column,
          direction: directionOf(kind),
          text: inside ? `${said} with ${users[victim] ?? "somebody"}'s text` : said,
          weight: mark.op === wrong ? "wrong" : proof.has(mark.op) ? "proof" : "around",
          foreign,
          from: columns.includes(owner) ? columns.indexOf(owner) : null,
        },
      ];
    });
    if (rows.length === 0) return null;
    const receivers = new Set(rows.flatMap((row) => (isReceipt(row) ? [row.column] : [])));
    return {
      columns: columns.map((user, column) => ({
        name: users[user] ?? "a probe",
        part: user === victim ? "whose data it is" : partOf(victim, receivers.has(column)),
      })),
      rows: withMissing(rows, finding),
    };
  };
}

/** The ops that prove it, then what is nearest to the wrong one; in order of time. */
function nearest(
  marks: readonly Mark[],
  wrong: number,
  proof: ReadonlySet<number>,
): readonly Mark[] {
  const at = marks.find(({ op }) => op === wrong)?.time ?? 0;
  const distance = ({ op, time }: Mark): number => (proof.has(op) ? -1 : Math.abs(time - at));
  return marks
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, MOST_ROWS)
    .toSorted((a, b) => a.time - b.time || a.op - b.op);
}

/** What never came has no op: it stands where it was to come, and what came instead is only the proof. */
function withMissing(rows: readonly StoryRow[], finding: Finding): readonly StoryRow[] {
  const { guarantee, event, kind, ops } = finding;
  if (guarantee !== "completeness" || kind === "errored") return rows;
  const at = rows.findIndex(({ op }) => op === ops[0]);
  const place = rows[at];
  if (place === undefined) return rows;
  const missing: StoryRow = {
    time: null,
    op: null,
    column: place.column,
    direction: "other",
    text: `${event ?? "the rest of the run"} never came`,
    weight: "wrong",
    foreign: false,
    from: null,
  };
  const proved = rows.with(at, { ...place, weight: "proof" });
  return proved.toSpliced(kind === "hole" ? at : at + 1, 0, missing);
}

function directionOf({ group }: MarkKind): StoryRow["direction"] {
  if (group === "send") return "sent";
  return group === "event" || group === "frame" ? "received" : "other";
}

function words({ group, name }: MarkKind, { run }: Mark, other: string | null): string {
  const of =
    run === -1 ? "" : other === null ? ` (run ${run + 1})` : ` of ${other}'s run ${run + 1}`;
  if (group === "open") return name === "open" ? "connected" : `connecting ${name}`;
  if (group === "close") return `closed ${name}`;
  return `${printable(name, 60)}${group === "frame" ? " frame" : ""}${of}`;
}

/** That it is here tells of a leak. */
function isReceipt({ direction, weight, from }: StoryRow): boolean {
  return direction === "received" && weight !== "around" && from !== null;
}

function partOf(victim: number, received: boolean): string {
  return victim !== -2 && received ? "who received it" : "";
}
