import { flat } from "./flat.ts";
import { executionTag, mac, perKey } from "./key.ts";

/** The variant digit of the UUID tells what the id is for. */
const KINDS = { run: "8", thread: "9", request: "a" } as const;

export type IdKind = keyof typeof KINDS;

export interface OwnId {
  readonly kind: IdKind;
  readonly user: number;
  readonly run: number;
}

const MAC = 13;
const TAG = 5;
const USER = 7;
const RUN = 5;

/** Characters of a UUID. */
const LENGTH = 36;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89a][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * An id in the shape of a random UUID (version 4) that tells its owner: 52 bits of MAC, 20 of execution,
 * 28 of user and 20 of run ordinal. The MAC stands first, so that neighbours share no prefix.
 */
export function mintId(key: string, kind: IdKind, user: number, run: number): string {
  const owner = tag(key) + digits(user, USER) + digits(run, RUN);
  const id = mac(key, `${kind} ${owner}`) + owner;
  const head = `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(12, 15)}`;
  return flat(`${head}-${KINDS[kind]}${id.slice(15, 18)}-${id.slice(18)}`);
}

/** What an id of this execution stands for; null: it is none, or a forged one. Case does not matter. */
export function readId(key: string, text: string): OwnId | null {
  const claimed = claimOf(key, text);
  if (claimed === null) return null;
  const id = withoutDashes(text);
  return mac(key, `${claimed.kind} ${id.slice(MAC)}`) === id.slice(0, MAC) ? claimed : null;
}

/**
 * What an id claims to stand for, its MAC unread: a hash less. Only of ids that we wrote ourselves.
 * Null: it has not the shape, or another execution's mark.
 */
export function claimOf(key: string, text: string): OwnId | null {
  if (text.length !== LENGTH || !UUID.test(text)) return null;
  const kind = kindOf(text[19] ?? "");
  // Between the tag's digits stands a dash and the variant.
  const told = text.slice(16, 18) + text.slice(20, 23);
  const mine = tag(key);
  if (kind === null || (told !== mine && told.toLowerCase() !== mine)) return null;
  return {
    kind,
    user: Number.parseInt(text.slice(LENGTH - RUN - USER, LENGTH - RUN), 16),
    run: Number.parseInt(text.slice(LENGTH - RUN), 16),
  };
}

/** The digits that carry something, in lower case: neither dashes, nor version, nor variant. */
function withoutDashes(text: string): string {
  const digit = text.toLowerCase();
  return `${digit.slice(0, 8)}${digit.slice(9, 13)}${digit.slice(15, 18)}${digit.slice(20, 23)}${digit.slice(24)}`;
}

function kindOf(variant: string): IdKind | null {
  if (variant === KINDS.run) return "run";
  if (variant === KINDS.thread) return "thread";
  return variant === KINDS.request || variant === KINDS.request.toUpperCase() ? "request" : null;
}

const tag = perKey((key) => digits(executionTag(key, TAG * 4), TAG));

function digits(value: number, length: number): string {
  return value.toString(16).padStart(length, "0");
}
