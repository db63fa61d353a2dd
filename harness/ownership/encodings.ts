import { Buffer } from "node:buffer";
import { CANARY_LENGTH, CANARY_PREFIX } from "./canary.ts";

/** One way in which a canary may be spelled in a text of bytes. */
export interface Encoding {
  /** Source of a regular expression that finds where a canary so spelled begins. */
  readonly pattern: string;
  /** How many characters from there may belong to it. */
  readonly reach: number;
  /** Those characters as plain text, whose head is then the canary. */
  readonly plain: (text: string) => string;
}

const LETTERS = CANARY_PREFIX.split("");
const LOWER = Buffer.from(CANARY_PREFIX);
const UPPER = Buffer.from(CANARY_PREFIX.toUpperCase());

const raw: Encoding = {
  pattern: LETTERS.map(eitherCase).join(""),
  reach: CANARY_LENGTH,
  plain: (text) => text,
};

/** UTF-16 and UTF-32, little and big endian. */
const wide: Encoding = {
  pattern: LETTERS.map(eitherCase).join("\\0{1,3}"),
  reach: 4 * CANARY_LENGTH,
  plain: (text) => text.replaceAll("\0", ""),
};

/** `\u0071` (doubled backslashes too), `\x71`, `%71`, `&#113;`, `&#x71;`: every character of it. */
const escaped: Encoding = {
  pattern: LETTERS.map((_letter, at) => escapedLetter(at)).join(""),
  reach: 13 * CANARY_LENGTH,
  plain: unescaped,
};

const hex: Encoding = {
  pattern: LETTERS.map((_letter, at) => eitherHex(at)).join(""),
  reach: 2 * CANARY_LENGTH,
  plain: (text) => Buffer.from(text, "hex").toString("latin1"),
};

/** Plain and URL alphabet. `offset`: how many bytes of the first group of three stand before the canary. */
function base64(prefix: Buffer, offset: 0 | 1 | 2): Encoding {
  const text = Buffer.concat([Buffer.alloc(offset), prefix]).toString("base64");
  // The characters that hold bits of the canary alone: those before and after also hold a neighbour's.
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor(((offset + prefix.length) * 8) / 6);
  const head = text.slice(0, from);
  return {
    pattern: text.slice(from, to),
    reach: 2 * CANARY_LENGTH,
    plain: (found) => {
      const group = head + found.replace(/\\r|\\n|[\\\s]/g, "");
      return Buffer.from(group, "base64").toString("latin1", offset);
    },
  };
}

/** Every spelling but the raw one, which the search tries first. */
export const ENCODINGS: readonly Encoding[] = [
  wide,
  escaped,
  hex,
  ...[LOWER, UPPER].flatMap((prefix) => [base64(prefix, 0), base64(prefix, 1), base64(prefix, 2)]),
];

/** The source of a regular expression that finds where a canary may begin, in any spelling. */
export const ANY_PREFIX = [raw, ...ENCODINGS].map((encoding) => encoding.pattern).join("|");

function eitherCase(letter: string): string {
  const upper = letter.toUpperCase();
  return upper === letter ? letter : `[${letter}${upper}]`;
}

const ESCAPE = /(?:(?:%|\\{1,8}u00|\\{1,8}x|&#x0{0,4})([0-9a-f]{2})|&#0{0,4}(\d{2,3}));?/iy;

/** No more than a canary's length of it: a message of nothing but escapes must not cost its square. */
function unescaped(text: string): string {
  let plain = "";
  ESCAPE.lastIndex = 0;
  while (plain.length < CANARY_LENGTH) {
    const match = ESCAPE.exec(text);
    if (!match) break;
    const [, digits, decimal] = match;
    const code = digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
    plain += String.fromCharCode(code);
  }
  return plain;
}

function escapedLetter(at: number): string {
  const code = eitherHex(at);
  return `(?:(?:%|\\\\{1,8}u00|\\\\{1,8}x)${code}|&#(?:x0{0,4}${code}|0{0,4}(?:${LOWER[at]}|${UPPER[at]}));)`;
}

/** The two hex digits of a letter of the prefix, in either case of the letter and of the digits. */
function eitherHex(at: number): string {
  const [high = "", low = ""] = LOWER.subarray(at, at + 1).toString("hex");
  const [upperHigh = ""] = UPPER.subarray(at, at + 1).toString("hex");
  return `${high === upperHigh ? high : `[${high}${upperHigh}]`}${eitherCase(low)}`;
}
