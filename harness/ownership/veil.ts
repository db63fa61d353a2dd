import { redactJwts } from "./redact.ts";
import { createTokenSearch } from "./tokens.ts";

/** Takes secrets out of texts: those it was told of, and all that looks like a JWT. */
export interface Veil {
  /** From now on these are hidden too. Under six characters they are ignored, for they would be found everywhere. */
  readonly add: (secrets: Iterable<string>) => void;
  readonly hide: (text: string) => string;
}

const LEAST = 6;
/** From here on the search over all at once finds them, in base64 too. */
const SEARCHED = 8;

/** A known secret becomes `[secret]`: as it is, percent-encoded, and in base64 at any offset. */
export function createVeil(first: Iterable<string> = []): Veil {
  const known = new Set<string>();
  let short: readonly string[] = [];
  let search = createTokenSearch(new Map());
  const add = (secrets: Iterable<string>): void => {
    const before = known.size;
    for (const secret of secrets) for (const spelt of spellings(secret)) known.add(spelt);
    if (known.size === before) return;
    const all = [...known].toSorted((a, b) => b.length - a.length);
    short = all.filter((text) => text.length < SEARCHED);
    search = createTokenSearch(new Map(all.map((text, at) => [`#${at}`, text])));
  };
  add(first);
  return {
    add,
    hide(text) {
      const found = search.redact(text).replace(/\[token of #\d+\]/g, "[secret]");
      return redactJwts(short.reduce((rest, one) => rest.replaceAll(one, "[secret]"), found));
    },
  };
}

/** As it is and percent-encoded; a text of several lines, such as a key, line by line. */
function spellings(secret: string): readonly string[] {
  return secret
    .split(/\r?\n/)
    .flatMap((line) => [line, percentEncoded(line)])
    .filter((text) => text.length >= LEAST);
}

/** The text as it stands in an address. */
export function percentEncoded(text: string): string {
  // Half a pair of surrogates has no encoding.
  return encodeURIComponent(text.toWellFormed());
}
