import type { State } from "../../contract/automaton.ts";
import type { SendOp } from "../../history/op.ts";
import type { OwnId } from "../../ownership/run-id.ts";
import type { Earlier } from "./copies.ts";
import type { Connection, Ownership, Received, Run, Stream } from "./scene.ts";

/** A run that has not settled, with what only the ledger needs. */
export interface OpenRun extends Run {
  readonly streams: OpenStream[];
  /** User and run ordinal in its id; null: the id was not minted from the key. */
  readonly ordinals: OwnId | null;
  /** Its canary as sightings spell it. */
  readonly sighting: string | null;
  echoed: boolean;
  named: boolean;
  /** The id of nobody under which an event of it came that something else gave away; null: none has. */
  alias: string | null;
  /** Counted among the runs that are open now. */
  running: boolean;
  /** Time of the send, the acknowledgement or the newest event, whichever is last. */
  lastSign: number;
  /** Time of the newest first terminal event of a stream; null: none yet. */
  lastTerminal: number | null;
  refusedAt: number | null;
  /** Connection that it was sent on; null: the history never opened it. */
  readonly sender: Connection | null;
  /** The runs of its owner that are open, itself among them. */
  readonly siblings: Siblings;
  /** What an event of its own is placed by; null: none came yet. */
  own: { readonly ownership: Ownership; readonly run: OpenRun } | null;
}

/** The runs of one user. */
export interface Siblings {
  /** Open and lingering, in the order of their sends. */
  all: readonly OpenRun[];
  /** How many of them have not ended. */
  running: number;
  /** The newest that has settled; null: none has. */
  last: string | null;
}

export interface OpenStream extends Stream, Earlier {
  readonly received: Received[];
  /** Where the grammar stands after what came; null: it allows that nowhere. */
  state: State | null;
  repeats: boolean;
}

/** What a run begins with, besides its send. */
interface Beginning {
  readonly ordinals: OwnId | null;
  /** Connections whose streams are told apart; `[null]`: one stream over all. */
  readonly readers: readonly (number | null)[];
  readonly sender: Connection | null;
  readonly siblings: Siblings;
  readonly state: State;
}

/** @param id of the run @param owner user id */
export function openRun(
  op: SendOp,
  id: string,
  owner: string,
  { ordinals, readers, sender, siblings, state }: Beginning,
): OpenRun {
  return {
    id,
    owner,
    thread: op.thread,
    canary: op.canary,
    connection: op.connection,
    sendIndex: op.index,
    scheduled: op.scheduled,
    sent: op.time,
    fate: op.outcome,
    acknowledged: null,
    announced: null,
    streams: readers.map((connection) => ({
      connection,
      received: [],
      terminal: null,
      differences: [],
      index: null,
      pieces: null,
      state,
      repeats: false,
    })),
    cancelRequested: null,
    cancelAcknowledged: null,
    refusal: null,
    end: null,
    ordinals,
    sighting: op.canary === null ? null : op.canary.toLowerCase(),
    echoed: false,
    named: false,
    alias: null,
    running: op.outcome !== "fail",
    lastSign: op.time,
    lastTerminal: null,
    refusedAt: null,
    sender,
    siblings,
    plain: false,
    own: null,
  };
}
