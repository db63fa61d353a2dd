import { SILENT_FRAME } from "../../history/silent-frame.ts";
import { mintCanary } from "../../ownership/canary.ts";
import { executionKey } from "../../ownership/key.ts";

/** A frame that says nothing, but for its kind and who received it. */
export const FRAME = { ...SILENT_FRAME, bytes: 1 } as const;

/** Whose event it is that belongs to nobody of the plan. */
export const STRANGER = { kind: "stranger" } as const;

/** A marker of another execution. */
export const ELSEWHERE = mintCanary(executionKey("seed", "another nonce"), 0, 0);

/** What isolation always says that it does not see. */
export const BLIND =
  "not seen: what a server compresses, encrypts, encodes twice (other than in base64) or says in other words; a marker that is cut, reversed or split between two types of events";
