import { numberAt } from "./digits.ts";
import { flat } from "./flat.ts";
import { executionTag, mac, perKey } from "./key.ts";

/** Every canary begins with these five characters. */
export const CANARY_PREFIX = "qx7zk";

const BASE = 36;
const TAG = 5;
const USER = 5;
const RUN = 4;
const MAC = 11;
const CHECKSUM = 4;
const SIGNED = CANARY_PREFIX.length + TAG + USER + RUN;
const BODY = SIGNED + MAC;

/** Characters of a canary, always. */
export const CANARY_LENGTH = BODY + CHECKSUM;

/** `other-execution`: well-formed, but minted under another key. */
export type CanaryOwner =
  | { readonly kind: "ours"; readonly user: number; readonly run: number }
  | { readonly kind: "other-execution" };

/**
 * The unguessable token of one run's text: prefix, execution, user and run ordinal, 52 bits of MAC and a
 * checksum that needs no key, all of `[a-z0-9]`. Users below 36^5, runs below 36^4.
 */
export function mintCanary(key: string, user: number, run: number): string {
  const signed = CANARY_PREFIX + tag(key) + digits(user, USER) + digits(run, RUN);
  const body = signed + signature(key, signed);
  return flat(body + checksum(body));
}

/** Whose canary this claims to be, its MAC unread: a hash less. Only of canaries that we wrote ourselves. */
export function canaryClaim(
  key: string,
  canary: string,
): { readonly user: number; readonly run: number } | null {
  const at = CANARY_PREFIX.length;
  if (!isCanary(canary) || !canary.startsWith(tag(key), at)) return null;
  return {
    user: numberAt(canary, BASE, at + TAG, at + TAG + USER),
    run: numberAt(canary, BASE, at + TAG + USER, SIGNED),
  };
}

/** Whose canary this is; null: it is none, or a forged or damaged one. Case does not matter. */
export function readCanary(key: string, text: string): CanaryOwner | null {
  const canary = text.toLowerCase();
  if (!isCanary(canary)) return null;
  const claimed = canaryClaim(key, canary);
  if (claimed === null) return { kind: "other-execution" };
  if (canary.slice(SIGNED, BODY) !== signature(key, canary.slice(0, SIGNED))) return null;
  return { kind: "ours", ...claimed };
}

/** Whether this lower-case text has the shape and the checksum of a canary, of whatever execution. */
export function isCanary(text: string): boolean {
  if (text.length !== CANARY_LENGTH || !text.startsWith(CANARY_PREFIX)) return false;
  let hash = FNV;
  for (let at = 0; at < CANARY_LENGTH; at += 1) {
    const unit = text.charCodeAt(at);
    if (!isDigit(unit)) return false;
    if (at < BODY) hash = Math.imul(hash ^ unit, FNV_PRIME);
  }
  return numberAt(text, BASE, BODY, CANARY_LENGTH) === (hash >>> 0) % CHECKSUMS;
}

/** Whether this is the code of a digit to the base 36, in lower case. */
function isDigit(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x7a);
}

const tag = perKey((key) => digits(executionTag(key, 25), TAG));

function signature(key: string, signed: string): string {
  return digits(Number.parseInt(mac(key, `canary ${signed}`), 16), MAC);
}

const FNV = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const CHECKSUMS = BASE ** CHECKSUM;

/** FNV-1a over the characters, modulo 36^4. */
function checksum(body: string): string {
  let hash = FNV;
  for (let at = 0; at < body.length; at += 1) {
    hash = Math.imul(hash ^ body.charCodeAt(at), FNV_PRIME);
  }
  return digits((hash >>> 0) % CHECKSUMS, CHECKSUM);
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Digits that fit a small integer: the engine divides those several times as fast. */
const FEW = 5;
const FEW_LIMIT = BASE ** FEW;

function digits(value: number, length: number): string {
  if (length > FEW) {
    const high = Math.floor(value / FEW_LIMIT);
    return digits(high, length - FEW) + digits(value - high * FEW_LIMIT, FEW);
  }
  let text = "";
  let rest = value;
  for (let at = 0; at < length; at += 1) {
    text = DIGITS.charAt(rest % BASE) + text;
    rest = Math.floor(rest / BASE);
  }
  return text;
}
