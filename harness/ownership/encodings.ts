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

/** An encoding that is spelled without any rare character. */
export interface Numeric extends Encoding {
  /** A text without this holds no canary so spelled: it is found sooner than the pattern is missed. */
  readonly sign: string;
}

/** Characters of plain text that a canary may take, when it is broken over lines. */
export const REACH = 2 * CANARY_LENGTH;

const LETTERS = CANARY_PREFIX.split("");
const LOWER = Buffer.from(CANARY_PREFIX);
const UPPER = Buffer.from(CANARY_PREFIX.toUpperCase());

/** UTF-16 and UTF-32, little and big endian. */
export const wide: Encoding = {
  pattern: LETTERS.map(eitherCase).join("\\0{1,3}"),
  reach: 4 * REACH,
  plain: plainOfWide,
};

export function plainOfWide(text: string): string {
  return text.replaceAll("\0", "");
}

/** `\u0071` (doubled backslashes too), `\x71`, `%71`, `&#113;`, `&#x71;`: every character of it. */
export const escaped: Encoding = {
  pattern: LETTERS.map((_letter, at) => escapedLetter(at)).join(""),
  reach: 13 * REACH,
  plain: unescaped,
};

export const hex: Numeric = {
  sign: "837",
  pattern: LETTERS.map((_letter, at) => eitherHex(at)).join(""),
  reach: 2 * REACH,
  plain: (text) => Buffer.from(text, "hex").toString("latin1"),
};

/** Between two numbers of a list: a comma, white space however often escaped, and a key where JSON has one. */
const BETWEEN = String.raw`\s{0,9},(?:\s|\\{1,8}[nrt]){0,99}(?:\\{0,8}"\d{1,8}\\{0,8}":\s{0,9})?`;

/** `[113,120,…]`, as JSON has a Buffer or a list of bytes, and `{"0":113,"1":120,…}`, as it has a Uint8Array. */
export const listed: Numeric = {
  sign: "55,",
  pattern: `(?<!\\d)${LETTERS.map((_letter, at) => eitherDecimal(at)).join(BETWEEN)}`,
  reach: 50 * REACH,
  plain: unlisted,
};

/** The source of a letter of the prefix in either case. */
export function eitherCase(letter: string): string {
  const upper = letter.toUpperCase();
  return upper === letter ? letter : `[${letter}${upper}]`;
}

const ESCAPE = /(?:(?:%|\\{1,8}u00|\\{1,8}x|&#x0{0,4})([0-9a-f]{2})|&#0{0,4}(\d{2,3}));?/iy;

function unescaped(text: string): string {
  ESCAPE.lastIndex = 0;
  return uptoCanary(() => {
    const match = ESCAPE.exec(text);
    if (!match) return null;
    const [, digits, decimal] = match;
    return digits === undefined ? Number(decimal) : Number.parseInt(digits, 16);
  });
}

const LISTED = new RegExp(`(\\d{1,3})(${BETWEEN})?`, "y");

function unlisted(text: string): string {
  LISTED.lastIndex = 0;
  let goesOn = true;
  return uptoCanary(() => {
    const match = goesOn ? LISTED.exec(text) : null;
    goesOn = match?.[2] !== undefined;
    return match && Number(match[1]);
  });
}

/** The characters of these codes, no more than a canary may take: a message full of them must not cost its square. */
function uptoCanary(next: () => number | null): string {
  let plain = "";
  let letters = 0;
  while (letters < CANARY_LENGTH && plain.length < REACH) {
    const code = next();
    if (code === null) break;
    if (code > 0x20) letters += 1;
    plain += String.fromCharCode(code);
  }
  return plain;
}

function escapedLetter(at: number): string {
  const code = eitherHex(at);
  return `(?:(?:%|\\\\{1,8}u00|\\\\{1,8}x)${code}|&#(?:x0{0,4}${code}|0{0,4}${eitherDecimal(at)});)`;
}

function eitherDecimal(at: number): string {
  return LOWER[at] === UPPER[at] ? `${LOWER[at]}` : `(?:${LOWER[at]}|${UPPER[at]})`;
}

/** The two hex digits of a letter of the prefix, in either case of the letter and of the digits. */
function eitherHex(at: number): string {
  const [high = "", low = ""] = LOWER.subarray(at, at + 1).toString("hex");
  const [upperHigh = ""] = UPPER.subarray(at, at + 1).toString("hex");
  return `${high === upperHigh ? high : `[${high}${upperHigh}]`}${eitherCase(low)}`;
}
