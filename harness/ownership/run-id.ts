import { numberAt } from "./digits.ts";
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

const BASE = 16;
const MAC = 13;
const TAG = 5;
const USER = 7;
const RUN = 5;

/** Characters of a UUID, and where its dashes and what tells its kind stand. */
const LENGTH = 36;
const DASHES = [8, 13, 18, 23] as const;
const VERSION = 14;
const VARIANT = 19;
const DASH = 0x2d;
const FOUR = 0x34;

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
  if (!isUuid(text)) return null;
  const kind = kindOf(text.charAt(VARIANT));
  // Between the tag's digits stands a dash and the variant.
  const told = numberAt(text, BASE, 16, 18) * 0x1000 + numberAt(text, BASE, 20, 23);
  if (kind === null || told !== idMark(key)) return null;
  return {
    kind,
    user: numberAt(text, BASE, LENGTH - RUN - USER, LENGTH - RUN),
    run: numberAt(text, BASE, LENGTH - RUN, LENGTH),
  };
}

/** Whether a text has the shape of a random UUID. Asked of every id, so that no expression is matched. */
function isUuid(text: string): boolean {
  if (text.length !== LENGTH || text.charCodeAt(VERSION) !== FOUR) return false;
  let found = 0;
  for (let at = 0; at < LENGTH; at += 1) if (isDigit(text.charCodeAt(at))) found += 1;
  if (found !== LENGTH - DASHES.length) return false;
  for (const at of DASHES) if (text.charCodeAt(at) !== DASH) return false;
  return true;
}

/** Whether this is the code of a digit to the base 16. */
function isDigit(unit: number): boolean {
  if (unit >= 0x30 && unit <= 0x39) return true;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66;
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

/** What marks the ids of this execution, five digits to the base 16. */
export const idMark: (key: string) => number = perKey((key) => executionTag(key, TAG * 4));
const tag = perKey((key) => digits(idMark(key), TAG));

function digits(value: number, length: number): string {
  return value.toString(BASE).padStart(length, "0");
}
