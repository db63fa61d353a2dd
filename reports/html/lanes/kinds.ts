import type { FrameKind, Op } from "../../../harness/history/op.ts";

/** What a mark can be, in one word of the plan's, the contract's or the server's. */
export interface MarkKind {
  readonly group: MarkGroup;
  readonly name: string;
  /** A connection that the server or the network refused or ended, or an error: what somebody on call looks for. */
  readonly amiss?: true;
}

export type MarkGroup = "event" | "frame" | "send" | "open" | "close";

export interface Kinds {
  /** Position of the op's kind; null: such an op is no mark. */
  of(op: Op): number | null;
  view(): readonly MarkKind[];
}

/** A server may make up a new type with each event: the further ones share one kind. */
const MOST = 200;
const FURTHER: MarkKind = { group: "event", name: "(further types)" };

/** What the transport says to itself tells nobody anything. */
const SILENT: ReadonlySet<FrameKind> = new Set(["control-ping", "control-pong"]);

/** The contract's own types come first, whether seen or not, so that they keep their colours. */
export function createKinds(types: readonly string[]): Kinds {
  const kinds: MarkKind[] = [];
  const positions = new Map<string, number>();

  function position(group: MarkGroup, name: string): number {
    const key = `${group} ${name}`;
    const known = positions.get(key);
    if (known !== undefined) return known;
    if (kinds.length >= MOST && name !== FURTHER.name) return position(FURTHER.group, FURTHER.name);
    kinds.push({ group, name, ...(isAmiss(group, name) && { amiss: true }) });
    positions.set(key, kinds.length - 1);
    return kinds.length - 1;
  }

  for (const type of types) position("event", type);

  return {
    of(op) {
      switch (op.type) {
        case "event":
          return position("event", op.event.type);
        case "frame":
          return SILENT.has(op.kind) ? null : position("frame", op.kind);
        case "send":
          return position("send", op.action);
        case "open":
          return position("open", ofProbe(op.outcome, op.role === "probe"));
        case "close":
          return position("close", ofProbe(`by the ${op.by}`, op.user === null));
        default:
          return null;
      }
    },
    view: () => kinds,
  };
}

const BY_US = "by the harness";
const PROBE = " (probe)";

/** What becomes of bad credentials stands by itself: to be refused is all they want. */
function ofProbe(name: string, isProbe: boolean): string {
  return isProbe && name !== "open" && name !== BY_US ? `${name}${PROBE}` : name;
}

function isAmiss(group: MarkGroup, name: string): boolean {
  if (name.endsWith(PROBE)) return false;
  if (group === "open") return name !== "open";
  if (group === "close") return name !== BY_US;
  return group === "frame" && (name === "error" || name === "malformed");
}

const GROUPS: Readonly<Record<MarkGroup, string>> = {
  event: "",
  frame: "frame: ",
  send: "send: ",
  open: "connection ",
  close: "closed ",
};

/** A kind of mark in words, such as `closed by the server`. */
export function kindWords({ group, name }: MarkKind): string {
  return `${GROUPS[group]}${name}`;
}
