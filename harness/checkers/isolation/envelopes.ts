import type { HistoryHeader } from "../../history/header.ts";
import type { Leak } from "./leak.ts";
import type { Part } from "./message.ts";
import type { Owners } from "./owners.ts";

/** Whose something is, of which run, and where that was sent; `victim` null: nobody's of the plan. */
export type Whose = Pick<Leak, "victim" | "run" | "sent">;

/** What messages say of themselves: for whom they are, and who is taken to have received them. */
export interface Envelopes {
  /**
   * Who received a message. Bad credentials are made of the first user's: whoever presents them and gets that
   * user's events is taken for him. That is no leak of its own, and identity tells it.
   */
  receiverOf(parts: readonly Part[]): string | null;
  /** Whom the envelope of this part names, when not the receiver. */
  foreigner(part: Part, receiver: string | null): Whose | null;
}

export function createEnvelopes(
  { plan, verifies }: Pick<HistoryHeader, "plan" | "verifies">,
  owners: Owners,
  sentinels: ReadonlySet<string>,
): Envelopes {
  /** Whose credentials the bad ones are made of, where identity judges what comes of them. */
  const impersonated = verifies ? (plan.users[0]?.id ?? null) : null;

  return {
    receiverOf(parts: readonly Part[]): string | null {
      const isTaken = parts.some(({ op, place: { ownership } }) => {
        return (
          op.user === null && ownership?.kind === "foreign" && ownership.owner === impersonated
        );
      });
      return isTaken ? impersonated : (parts[0]?.op.user ?? null);
    },
    foreigner({ op, place }: Part, receiver: string | null): Whose | null {
      if (op.type === "frame" && op.run !== null) {
        if (place.run !== null && place.run.owner === op.user) return null;
        const run = owners.run(op.run);
        const owner = place.run?.owner ?? run?.owner ?? null;
        if (owner === null || owner === op.user) return null;
        return { victim: owner, run: op.run, sent: run?.sent ?? null };
      }
      if (op.type !== "event" || place.ownership === null) return null;
      const { ownership } = place;
      if (ownership.kind === "foreign") {
        if (ownership.owner === receiver) return null;
        const sent = ownership.run === null ? null : (owners.run(ownership.run)?.sent ?? null);
        return { victim: ownership.owner, run: ownership.run, sent };
      }
      const idle = op.user !== null && sentinels.has(op.user) && ownership.kind !== "broadcast";
      return ownership.kind === "stranger" || idle ? { victim: null, run: null, sent: null } : null;
    },
  };
}
