import { createHash } from "node:crypto";
import type { RecorderLimits } from "./limits.ts";
import { cut, printable } from "./printable.ts";
import type { Secrets } from "./secrets.ts";

/** What is kept of texts outside of payloads: redacted first, then cut. */
export interface KeptTexts {
  /** Of a message that is no event, the head. */
  readonly head: (message: string) => string;
  /** Of why a connection ended, or did not open. */
  readonly reason: (text: string) => string;
  /**
   * Of an id or a type: it stays distinct when it is too long to keep.
   *
   * @param suspect whether a text of this message needs redacting at all
   */
  readonly name: (text: string | null, suspect: (text: string) => boolean) => string | null;
}

/** Characters of a message that are redacted before its head is cut: a token may straddle the cut. */
export const REDACTED = 16_384;

/** Of a reason, likewise. */
const REDACTED_REASON = 1_024;
const CUT_JWT = /eyJ[\w-]{8,}(?:\.[\w-]*)?$/;

export function keptTexts({ redact, redactWire }: Secrets, limits: RecorderLimits): KeptTexts {
  return {
    head: (message) => printable(redactWire(cut(message, REDACTED)), limits.frame),
    reason(text) {
      // Whoever handed it over may have cut it, and a token in it: what is left of a JWT then ends the text.
      const clean = redactWire(cut(text, REDACTED_REASON)).replace(CUT_JWT, "[jwt]");
      return printable(clean, limits.reason);
    },
    name(text, suspect) {
      if (text === null || (text.length <= limits.id && !suspect(text))) return text;
      const clean = redact(text);
      if (clean.length <= limits.id) return clean;
      const hash = createHash("sha256").update(clean).digest("hex").slice(0, 32);
      return `${cut(clean, limits.id - hash.length - 1)}…${hash}`;
    },
  };
}
