import { BASE64_BEGINS, plainOfBase64 } from "./base64.ts";
import { BREAK_BEGINS, canaryFrom } from "./breaks.ts";
import { CANARY_PREFIX } from "./canary.ts";
import { type Encoding, eitherCase, escaped, hex, listed, wide } from "./encodings.ts";

/**
 * The canaries that stand in a text, each once, as plain lower-case text: raw, in other case, broken
 * over lines or over the texts of a list, escaped as in JSON, HTML or URLs, in hex, as a list of numbers, in UTF-16 and UTF-32, in
 * base64 at any offset, in base64 of UTF-16 and of base64. Bytes that are no text are searched as Latin-1;
 * characters above U+00FF belong to no canary.
 *
 * Only the checksum is verified: `readCanary` tells whose they are. Blind to what is compressed,
 * encrypted or paraphrased, and to what is not the whole canary from its head to its end. Costs about a
 * microsecond for a message of 256 bytes, and for any other a time in proportion.
 */
export function canariesIn(text: string): readonly string[] {
  const found: string[] = [];
  collect(text, LETTERED, found);
  // Digits are everywhere, and a search that stops at each of them would cost more than all others.
  if (text.includes(hex.sign)) collect(text, HEX, found);
  if (text.includes(listed.sign)) collect(text, LISTED, found);
  return found;
}

/** Where canaries may begin, and how one that does is read. */
interface Pass {
  readonly anywhere: RegExp;
  readonly canaryAt: (text: string, at: number) => string | null;
}

function collect(text: string, { anywhere, canaryAt }: Pass, found: string[]): void {
  anywhere.lastIndex = 0;
  for (let match = anywhere.exec(text); match; match = anywhere.exec(text)) {
    const canary = canaryAt(text, match.index);
    if (canary === null) anywhere.lastIndex = match.index + 1;
    else if (!found.includes(canary)) found.push(canary);
  }
}

const WIDE = new RegExp(wide.pattern, "y");

/** The spellings that begin with a character that ordinary texts have seldom. */
const LETTERED: Pass = {
  anywhere: new RegExp(`${brokenPrefix()}|${escaped.pattern}|${BASE64_BEGINS}`, "g"),
  canaryAt(text, at) {
    const letter = text.charAt(at);
    if (letter === "q" || letter === "Q") {
      if (text.charAt(at + 1) !== "\0") return canaryFrom(text, at);
      WIDE.lastIndex = at;
      return WIDE.test(text) ? read(text, at, wide) : null;
    }
    if (/[A-Z]/.test(letter)) {
      for (const plain of plainOfBase64(text, at)) {
        const canary = canaryFrom(plain, 0);
        if (canary !== null) return canary;
      }
      return null;
    }
    return read(text, at, escaped);
  },
};

const HEX = numeric(hex);
const LISTED = numeric(listed);

function numeric(encoding: Encoding): Pass {
  return {
    anywhere: new RegExp(encoding.pattern, "g"),
    canaryAt: (text, at) => read(text, at, encoding),
  };
}

function read(text: string, at: number, { reach, plain }: Encoding): string | null {
  return canaryFrom(plain(text.slice(at, at + reach)), 0);
}

/** The prefix as far as a text may break in it, or as a zero byte shows it to be wide. */
function brokenPrefix(): string {
  const [first = "", ...others] = CANARY_PREFIX.split("").map(eitherCase);
  const rest = others.reduceRight((tail, letter) => {
    return `(?:${letter}${tail}|${BREAK_BEGINS})`;
  }, "");
  return `${first}(?:${rest}|\\0)`;
}
