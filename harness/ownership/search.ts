import type { Buffer } from "node:buffer";
import { CANARY_LENGTH, isCanary } from "./canary.ts";
import { ANY_PREFIX, ENCODINGS } from "./encodings.ts";

/**
 * The canaries that stand in these bytes, each once, as plain lower-case text: raw, in other case,
 * escaped as in JSON, HTML or URLs, in hex, in base64 at any offset, in UTF-16 and UTF-32.
 *
 * Only the checksum is verified: `readCanary` tells whose they are. Blind to what is compressed,
 * encrypted or paraphrased. Costs about a microsecond for a message of 256 bytes.
 */
export function findCanaries(bytes: Buffer): readonly string[] {
  return canariesIn(bytes.toString("latin1"));
}

/** The same for a text; characters above U+00FF belong to no canary. */
export function canariesIn(text: string): readonly string[] {
  const found: string[] = [];
  ANYWHERE.lastIndex = 0;
  for (let match = ANYWHERE.exec(text); match; match = ANYWHERE.exec(text)) {
    const canary = canaryAt(text, match.index);
    if (canary === null) ANYWHERE.lastIndex = match.index + 1;
    else if (!found.includes(canary)) found.push(canary);
  }
  return found;
}

const ANYWHERE = new RegExp(ANY_PREFIX, "g");

const HERE = ENCODINGS.map((encoding) => ({
  ...encoding,
  begins: new RegExp(encoding.pattern, "y"),
}));

function canaryAt(text: string, at: number): string | null {
  const raw = text.slice(at, at + CANARY_LENGTH).toLowerCase();
  if (isCanary(raw)) return raw;
  for (const { begins, reach, plain } of HERE) {
    begins.lastIndex = at;
    if (!begins.test(text)) continue;
    const canary = plain(text.slice(at, at + reach))
      .slice(0, CANARY_LENGTH)
      .toLowerCase();
    if (isCanary(canary)) return canary;
  }
  return null;
}
