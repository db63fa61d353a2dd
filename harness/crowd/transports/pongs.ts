import { TOO_MANY_PINGS } from "../breach.ts";
import type { Done, Wire, WireOwner } from "../wire.ts";

/** Answers to pings that may wait to be written: who asks so much and never listens is no longer answered. */
const MOST_PONGS = 100_000;

/** A wire on which pings come. */
export interface PingedWire extends Pick<Wire, "isOpen" | "terminate"> {
  readonly owner: WireOwner;
  /** Answers to pings that are not written yet. */
  pongs: number;
  pong(data: Buffer, mask: boolean, done: Done): void;
}

/** Tells the owner of a ping, and answers it. */
export function answerPing(wire: PingedWire, data: Buffer): void {
  wire.owner.beat("ping", data);
  if (!wire.isOpen) return;
  if (wire.pongs >= MOST_PONGS) {
    wire.owner.errored(Object.assign(new Error(TOO_MANY_PINGS), { code: TOO_MANY_PINGS }));
    wire.terminate();
    return;
  }
  wire.pongs += 1;
  wire.pong(data, true, () => {
    wire.pongs -= 1;
  });
}
