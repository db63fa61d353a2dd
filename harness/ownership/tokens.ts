import { Buffer } from "node:buffer";

/** Looks for the tokens of all users at once. */
export interface TokenSearch {
  /** The users whose token stands in these bytes, raw or in base64 at any offset, each once. */
  (bytes: Buffer): readonly string[];
  /** Whether a search could find any in the bytes of this text: mostly not, and then it is spared. */
  readonly mayFind: (text: string) => boolean;
  /** The text with every such token replaced by `[token of <user>]`. */
  readonly redact: (text: string) => string;
}

/**
 * Indexes the tokens by a hash of their last characters and rolls that hash over the bytes, so that
 * the cost is one of the message (about a microsecond for 256 bytes), not of the number of users.
 *
 * Tokens under 8 characters are ignored, for they would be found everywhere. A token that several users
 * share names nobody, and is redacted all the same. Tokens are compared as written, case included.
 */
export function createTokenSearch(tokens: ReadonlyMap<string, string>): TokenSearch {
  const mayFind = headGuard(tokens.values());
  let known: Index | null = null;
  const search = (bytes: Buffer) => sightings(bytes, (known ??= indexOf(tokens)));
  return Object.assign(
    (bytes: Buffer) => {
      const users = search(bytes).flatMap(({ user }) => user ?? []);
      return users.length < 2 ? users : [...new Set(users)];
    },
    {
      mayFind,
      redact: (text: string) => (mayFind(text) ? cut(text, search(Buffer.from(text))) : text),
    },
  );
}

/** Made when it is first asked: mostly no token ever comes back, and nobody asks. */
interface Index {
  readonly needles: ReadonlyMap<number, readonly Needle[]>;
  /** One bit a hash, so that almost every position is passed without a look into the map. */
  readonly filter: Uint8Array;
}

function indexOf(tokens: ReadonlyMap<string, string>): Index {
  const all = new Map<number, Needle[]>();
  const filter = createFilter(tokens.size);
  const shared = sharedTokens(tokens);
  for (const [user, token] of tokens) {
    if (Buffer.byteLength(token) < WINDOW) continue;
    for (const form of FORMS) {
      const hash = hashOf(spelled(token, form));
      const needles = all.get(hash);
      const needle = { user: shared.has(token) ? null : user, token, form };
      if (needles) needles.push(needle);
      else all.set(hash, [needle]);
      mark(filter, hash);
    }
  }
  return { needles: all, filter };
}

/** Characters of a common head that spare more searches than they cost. */
const HEAD = 4;
const MOST_HEAD = 12;

/**
 * Tokens of one issuer begin alike: JWTs of one algorithm share their header. A text that holds none of the
 * heads, one a form, holds no token. Where they have no head in common, every text may.
 */
function headGuard(tokens: Iterable<string>): (text: string) => boolean {
  let shared: string | null = null;
  for (const token of tokens) {
    if (Buffer.byteLength(token) < WINDOW) continue;
    shared = shared === null ? token.slice(0, MOST_HEAD) : common(shared, token);
  }
  if (shared === null) return () => false;
  // Half of a character is no bytes of its own.
  const head = shared.replace(/[\ud800-\udbff]$/, "");
  const heads = FORMS.map((form) => plainHead(spelled(head, form).toString("latin1")));
  if (heads.some((one) => one.length < HEAD)) return () => true;
  const sought = heads.map(fromRareCharacter);
  return (text) => sought.some((one) => text.includes(one));
}

/** A search stops at every character that what is sought begins with: small letters are everywhere. */
function fromRareCharacter(head: string): string {
  const at = head.slice(0, head.length - HEAD + 1).search(/[A-Z0-9]/);
  return at === -1 ? head : head.slice(at);
}

/** The head as both alphabets of base64, and any encoding of texts, write it. */
function plainHead(text: string): string {
  return /^[A-Za-z0-9]*/.exec(text)?.[0] ?? "";
}

function common(head: string, text: string): string {
  let length = 0;
  while (length < head.length && head[length] === text[length]) length += 1;
  return head.slice(0, length);
}

interface Needle {
  readonly user: string | null;
  readonly token: string;
  readonly form: Form;
}

interface Sighting {
  readonly user: string | null;
  readonly from: number;
  readonly to: number;
}

/** As written, or in base64 after so many bytes of a group of three. */
const FORMS = ["raw", 0, 1, 2] as const;
type Form = (typeof FORMS)[number];

const WINDOW = 8;
const BASE = 0x01000193;
/** What the byte that leaves the window weighs. */
const LEAVING = Array.from({ length: WINDOW }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** Both alphabets of base64 count as one. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x2d) return 0x2b;
  return byte === 0x5f ? 0x2f : byte;
});

function sightings(bytes: Buffer, { needles, filter }: Index): readonly Sighting[] {
  if (needles.size === 0) return NOTHING;
  let found: Sighting[] | null = null;
  const mask = filter.length - 1;
  let hash = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    hash = (Math.imul(hash, BASE) + (FOLD[bytes[at] ?? 0] ?? 0)) | 0;
    if (at >= WINDOW) {
      hash = (hash - Math.imul(LEAVING, FOLD[bytes[at - WINDOW] ?? 0] ?? 0)) | 0;
    }
    if (((filter[(hash >>> 3) & mask] ?? 0) & (1 << (hash & 7))) === 0) continue;
    for (const { user, token, form } of needles.get(hash) ?? []) {
      const text = spelled(token, form);
      const from = at + 1 - text.length;
      if (from >= 0 && sameFolded(bytes, from, text, form)) {
        found ??= [];
        found.push({ user, from, to: at + 1 });
      }
    }
  }
  return found ?? NOTHING;
}

const NOTHING: readonly Sighting[] = [];

/** The bytes that the token becomes; of base64 the characters that hold bits of the token alone. */
function spelled(token: string, form: Form): Buffer {
  const bytes = Buffer.from(token);
  if (form === "raw") return bytes;
  const text = Buffer.concat([Buffer.alloc(form), bytes]).toString("base64");
  const to = Math.floor(((form + bytes.length) * 8) / 6);
  return Buffer.from(text.slice(Math.ceil((form * 8) / 6), to));
}

function sameFolded(bytes: Buffer, from: number, text: Buffer, form: Form): boolean {
  if (form === "raw") return text.compare(bytes, from, from + text.length) === 0;
  return text.every((byte, at) => FOLD[byte] === FOLD[bytes[from + at] ?? 0]);
}

function hashOf(bytes: Buffer): number {
  let hash = 0;
  for (let at = bytes.length - WINDOW; at < bytes.length; at += 1) {
    hash = (Math.imul(hash, BASE) + (FOLD[bytes[at] ?? 0] ?? 0)) | 0;
  }
  return hash;
}

/** About sixteen bits for each hash that will be marked. */
function createFilter(tokens: number): Uint8Array {
  const bytes = 2 * FORMS.length * Math.max(tokens, 1024);
  return new Uint8Array(2 ** Math.ceil(Math.log2(bytes)));
}

function mark(filter: Uint8Array, hash: number): void {
  const byte = (hash >>> 3) & (filter.length - 1);
  filter[byte] = (filter[byte] ?? 0) | (1 << (hash & 7));
}

function sharedTokens(tokens: ReadonlyMap<string, string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const token of tokens.values()) {
    if (seen.has(token)) shared.add(token);
    seen.add(token);
  }
  return shared;
}

function cut(text: string, found: readonly Sighting[]): string {
  if (found.length === 0) return text;
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  let done = 0;
  for (const { user, from, to } of found.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (from < done) continue;
    parts.push(bytes.toString("utf8", done, from), `[token of ${user ?? "several users"}]`);
    done = to;
  }
  return [...parts, bytes.toString("utf8", done)].join("");
}
