import { deflateSync } from "node:zlib";
import type { HistoryHeader } from "../../harness/history/header.ts";
import type { Finding } from "../../harness/verdict/finding.ts";
import { kindWords } from "./lanes/kinds.ts";
import { printable } from "../escape.ts";
import { laneOrder, marksByLane } from "./lane-order.ts";
import type { LaneData } from "./lanes/lane-data.ts";
import { markAt } from "./lanes/marks.ts";
import type { PackedFinding, PageData } from "./page-data.ts";

/** Hundredths of a millisecond. */
const TICKS = 100;

/** Base64 of the deflated payload. */
export function pack(data: LaneData, header: HistoryHeader, findings: readonly Finding[]): string {
  return deflateSync(JSON.stringify(payloadOf(data, header, findings))).toString("base64");
}

export function payloadOf(
  data: LaneData,
  header: HistoryHeader,
  findings: readonly Finding[],
): PageData {
  const ids = header.plan.users.map(({ id }) => id);
  const users = new Map(ids.map((id, at) => [id, at]));
  const positions = marksByLane(data);
  const order = laneOrder(data, findings, users);
  const time: number[] = [];
  const kind: number[] = [];
  const owner: number[] = [];
  const run: number[] = [];
  const op: number[] = [];
  for (const at of order) {
    const self = data.lanes[at]?.user ?? -1;
    let lastTime = 0;
    let lastOp = 0;
    for (const position of positions[at] ?? []) {
      const mark = markAt(data.marks, position);
      const now = Math.round(mark.time * TICKS);
      time.push(now - lastTime);
      kind.push(mark.kind);
      owner.push(ownerCode(mark.owner, self));
      run.push(mark.run + 1);
      op.push(mark.op - lastOp);
      lastTime = now;
      lastOp = mark.op;
    }
  }
  const lanes = order.flatMap((at) => data.lanes[at] ?? []);
  return {
    users: ids.map((id) => printable(id, 80)),
    kinds: data.kinds.map((one) => {
      const named = { ...one, name: printable(one.name, 60) };
      return { ...named, words: kindWords(named) };
    }),
    lanes: {
      connection: lanes.map(({ connection }) => connection),
      user: lanes.map(({ user }) => user),
      role: lanes.map(({ role }) => role),
      probe: lanes.map(({ probe }) => printable(probe ?? "", 40)),
      marks: order.map((at) => positions[at]?.length ?? 0),
    },
    marks: { time, kind, owner, run, op },
    findings: findings.map((finding, at) => packedFinding(finding, at, users)),
    faults: data.faults.map(({ time: when, fault }) => [when, printable(fault, 60)]),
  };
}

function packedFinding(
  { guarantee, kind, message, user, victim, ops }: Finding,
  at: number,
  users: ReadonlyMap<string, number>,
): PackedFinding {
  const position = (name: string | null): number => (name === null ? -1 : (users.get(name) ?? -1));
  return {
    id: findingId(at),
    title: `${guarantee}/${printable(kind, 60)}`,
    guarantee,
    message: printable(message),
    user: position(user),
    victim: position(victim),
    ops,
  };
}

/** Anchor of a finding's story. */
export function findingId(at: number): string {
  return `finding-${at + 1}`;
}

function ownerCode(owner: number, self: number): number {
  if (owner === -1) return 0;
  return owner === self ? 1 : owner + 2;
}
