import { Buffer } from "node:buffer";
import { mayHoldJwt } from "../ownership/jwt.ts";
import { redactTokens } from "../ownership/redact.ts";
import { createTokenSearch } from "../ownership/tokens.ts";
import { createVeil, percentEncoded } from "../ownership/veil.ts";

/** What must never be written, and how it is found and taken out. */
export interface Secrets {
  /** The users whose token stands in these bytes, as it is or behind JSON's escapes. `text`: the same, decoded. */
  readonly sightings: (bytes: Buffer, text: string) => readonly string[];
  /** The text without tokens: the known ones, and whatever looks like a JWT. */
  readonly redact: (text: string) => string;
  /**
   * The same for a text as it went over the wire, which may hide a token behind JSON's escapes.
   * Where it does, the answer is the text without those escapes.
   */
  readonly redactWire: (text: string) => string;
  /**
   * Whether `redact` would change a text. Pick it by the message that the text was parsed from: where
   * nothing was escaped and no token seen in its bytes, only the look of a JWT remains to be asked for.
   */
  readonly suspicion: (message: string, tokensSeen: boolean) => (text: string) => boolean;
}

const NOBODY: readonly string[] = [];

const ESCAPES = /\\(?:u([0-9a-f]{4})|(\/))/gi;

/**
 * @param all user to token. A token that stands in its user's id, as on servers that take the bare id
 * for one, is no secret: taking it out would take out the ids that say whose an event is.
 * @param others what is no user's token and must not be written either: hidden, and sought nowhere else
 */
export function createSecrets(
  all: ReadonlyMap<string, string>,
  others: readonly string[] = [],
): Secrets {
  const tokens = new Map([...all].filter(([user, token]) => !user.includes(token)));
  const search = createTokenSearch(tokens);
  // A token that several users share is redacted, but sights nobody.
  const shared = new Set(tokens.values()).size < tokens.size;
  const encoded = [...tokens.values()]
    .filter((token) => token.length >= 8)
    .map(percentEncoded)
    .filter((text) => text.includes("%"));
  const veil = createVeil([...encoded, ...others]);
  const more = encoded.length + others.length > 0;
  const redact = (text: string) =>
    more ? veil.hide(redactTokens(text, search)) : redactTokens(text, search);
  const changes = (text: string) => redact(text) !== text;
  return {
    sightings: (bytes, text) => {
      const plainly = search.mayFind(text) ? search(bytes) : NOBODY;
      if (!text.includes("\\") || (!text.includes("\\/") && !text.includes("\\u"))) return plainly;
      const plain = unescaped(bytes.toString("latin1"));
      if (!search.mayFind(plain)) return plainly;
      const hidden = search(Buffer.from(plain, "latin1"));
      return hidden.length === 0 ? plainly : [...new Set([...plainly, ...hidden])];
    },
    redact,
    redactWire: (text) => {
      if (!text.includes("\\")) return redact(text);
      const plain = unescaped(text);
      return changes(plain) ? redact(plain) : redact(text);
    },
    suspicion: (message, tokensSeen) => {
      const hides = message.includes("\\") || (more && message.includes("%"));
      if (tokensSeen || hides) return changes;
      if (shared || others.length > 0) return changes(message) ? changes : innocent;
      return mayHoldJwt(message) ? mayHoldJwt : innocent;
    },
  };
}

function unescaped(text: string): string {
  return text.replace(ESCAPES, (_escape, hex: string | undefined) =>
    hex === undefined ? "/" : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function innocent(): boolean {
  return false;
}
