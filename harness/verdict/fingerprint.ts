import { createHash } from "node:crypto";
import type { Observation } from "./finding.ts";

/** Same fault, same fingerprint, in every execution: 12 hex digits of guarantee, kind and event type, no ids. */
export function fingerprint(fault: Pick<Observation, "guarantee" | "kind" | "event">): string {
  const text = JSON.stringify([fault.guarantee, fault.kind, fault.event]);
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
