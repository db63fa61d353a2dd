import { Buffer } from "node:buffer";
import { CANARY_PREFIX } from "./canary.ts";
import { type Encoding, plainOfWide, REACH } from "./encodings.ts";

/** A spelling in base64: its head is always the same text. A line that ends within the head hides it. */
interface InBase64 extends Pick<Encoding, "reach" | "plain"> {
  readonly head: string;
}

/** What is put into base64: the bytes of its head, how many of its characters may be needed, and how to read it. */
interface Inner extends Pick<Encoding, "reach" | "plain"> {
  readonly head: Buffer;
}

const OFFSETS = [0, 1, 2] as const;

/** Plain and URL alphabet, behind so many bytes of a group of three. */
function inBase64({ head, reach, plain }: Inner): readonly InBase64[] {
  return OFFSETS.map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), head]).toString("base64");
    // The characters that hold bits of the head alone: those before and after also hold a neighbour's.
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + head.length) * 8) / 6);
    return {
      head: text.slice(from, to),
      reach: Math.ceil(1.5 * reach),
      plain: (found) => {
        const group = text.slice(0, from) + found.replace(/\\+[rn]|[\\\s]/g, "");
        return plain(Buffer.from(group, "base64").toString("latin1", offset));
      },
    };
  });
}

const CASES = [CANARY_PREFIX, CANARY_PREFIX.toUpperCase()];

const ONCE = CASES.flatMap((head) =>
  inBase64({ head: Buffer.from(head), reach: REACH, plain: (text) => text }),
);

/** Both orders of bytes: from the first letter on they are the same. */
const WIDE = CASES.flatMap((head) =>
  inBase64({ head: Buffer.from(head, "utf16le"), reach: 2 * REACH, plain: plainOfWide }),
);

const TWICE = ONCE.flatMap(({ head, ...inner }) => inBase64({ head: Buffer.from(head), ...inner }));

/**
 * A head is sought from the first of these on: texts have them seldom, and every head has one. They are few
 * because an engine skips what matches nowhere only while 16 characters, or fewer, may begin a match.
 */
const RARE = /[DENRUVWXYZ]/;

/** `before`: how many characters of the head stand before that. */
const ALL = [...ONCE, ...WIDE, ...TWICE].map((spelling) => {
  const before = spelling.head.search(RARE);
  return { ...spelling, before, sought: spelling.head.slice(before) };
});

const SOUGHT = Math.min(...ALL.map(({ sought }) => sought.length));

/** Source of a regular expression: where one of the heads may have its first rare character. */
export const BASE64_BEGINS = Array.from({ length: SOUGHT }, (_, at) => {
  return `[${[...new Set(ALL.map(({ sought }) => sought.charAt(at)))].join("")}]`;
}).join("");

const BY_BEGINNING = Map.groupBy(ALL, ({ sought }) => sought.slice(0, SOUGHT));

/** What may be read around such a place: texts that begin with a canary, if one is there. */
export function plainOfBase64(text: string, at: number): readonly string[] {
  const possible = BY_BEGINNING.get(text.slice(at, at + SOUGHT)) ?? [];
  return possible.flatMap(({ head, before, reach, plain }) => {
    const from = at - before;
    return text.startsWith(head, from) ? [plain(text.slice(from, from + reach))] : [];
  });
}
