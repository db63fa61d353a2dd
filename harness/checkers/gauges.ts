import type { Op } from "../history/op.ts";
import type { Health } from "../verdict/verdict.ts";
import { saturationWatch } from "./saturation.ts";

/** How the harness itself fared, and how the history ended. */
export interface Gauges {
  observe(op: Op): void;
  health(): Health;
  /** Null: the history has no end. */
  ended(): string | null;
}

export function createGauges(): Gauges {
  const saturation = saturationWatch();
  let delay: number | null = null;
  let sendLag: number | null = null;
  let tickLag: number | null = null;
  let ended: string | null = null;
  return {
    observe(op) {
      saturation.observe(op);
      if (op.type === "tick") tickLag = Math.max(tickLag ?? 0, op.lag);
      else if (op.type === "health") {
        delay = Math.max(delay ?? 0, op.eventLoopDelayP99);
        sendLag = Math.max(sendLag ?? 0, op.maxSendLag);
      } else if (op.type === "end") ended = op.reason;
    },
    health: () => ({
      eventLoopDelayP99Ms: delay,
      maxSendLagMs: sendLag,
      maxTickLagMs: tickLag,
      saturation: saturation.summary(),
    }),
    ended: () => ended,
  };
}
