import type { HistoryHeader } from "../../history/header.ts";
import type { SendOp } from "../../history/op.ts";
import { canaryClaim, readCanary } from "../../ownership/canary.ts";
import { claimOf, type IdKind, mintId, readId } from "../../ownership/run-id.ts";

/** The run that a canary was minted for. */
export interface CanaryRun {
  readonly owner: string;
  readonly run: string;
  readonly thread: string;
  /** Op of its send; null: it was not sent yet. */
  readonly sent: number | null;
}

/** Whose canaries and runs are, long after the runs are over. */
export interface Owners {
  sent(op: SendOp): void;
  /** `other-execution`: another Quintet's. Null: none of ours, or a forged one. */
  canary(text: string): CanaryRun | "other-execution" | null;
  /** The owner of a run of this plan; null: nobody's. */
  run(id: string): CanaryRun | null;
}

/** Memory: one number a run sent; more only for runs whose ids were not minted from the key. */
export function createOwners({ key, plan }: HistoryHeader): Owners {
  /** Ops of sends, by user and run ordinal. */
  const sends: number[][] = [];
  const named = new Map<string, CanaryRun>();
  const byId = new Map<string, CanaryRun>();

  function minted(user: number, run: number): CanaryRun | null {
    const owner = plan.users[user]?.id;
    if (owner === undefined) return null;
    return {
      owner,
      run: mintId(key, "run", user, run),
      thread: mintId(key, "thread", user, run),
      sent: sends[user]?.[run] ?? null,
    };
  }

  /** Whether an id of ours is what follows from user and run. */
  function isMinted(
    id: string | null,
    kind: IdKind,
    { user, run }: { readonly user: number; readonly run: number },
  ): boolean {
    if (id === null) return true;
    const claimed = claimOf(key, id);
    return claimed?.kind === kind && claimed.user === user && claimed.run === run;
  }

  return {
    sent(op) {
      if (op.action !== "start" || op.canary === null) return;
      const canary = op.canary.toLowerCase();
      // The send is our own: whose it is need not be proved.
      const mine = canaryClaim(key, canary);
      const owner = mine === null ? undefined : plan.users[mine.user]?.id;
      if (mine === null || owner === undefined) return;
      const runs = (sends[mine.user] ??= []);
      if (runs[mine.run] !== undefined) return;
      runs[mine.run] = op.index;
      if (isMinted(op.run, "run", mine) && isMinted(op.thread, "thread", mine)) return;
      const run = op.run ?? mintId(key, "run", mine.user, mine.run);
      const thread = op.thread ?? mintId(key, "thread", mine.user, mine.run);
      const special = { owner, run, thread, sent: op.index };
      named.set(canary, special);
      byId.set(run, special);
    },
    canary(text) {
      const special = named.get(text);
      if (special) return special;
      const read = readCanary(key, text);
      if (read?.kind !== "ours") return read === null ? null : "other-execution";
      return minted(read.user, read.run);
    },
    run(id) {
      const special = byId.get(id);
      if (special) return special;
      const read = readId(key, id);
      return read?.kind === "run" ? minted(read.user, read.run) : null;
    },
  };
}
