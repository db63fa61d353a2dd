import { executionTag, mac } from "./key.ts";

/** Every canary begins with these five characters. */
export const CANARY_PREFIX = "qx7zk";

const TAG = 5;
const USER = 5;
const RUN = 4;
const MAC = 11;
const CHECKSUM = 4;
const SIGNED = CANARY_PREFIX.length + TAG + USER + RUN;

/** Characters of a canary, always. */
export const CANARY_LENGTH = SIGNED + MAC + CHECKSUM;

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
  return body + checksum(body);
}

/** Whose canary this is; null: it is none, or a forged or damaged one. Case does not matter. */
export function readCanary(key: string, text: string): CanaryOwner | null {
  const canary = text.toLowerCase();
  if (!isCanary(canary)) return null;
  const at = CANARY_PREFIX.length;
  if (canary.slice(at, at + TAG) !== tag(key)) return { kind: "other-execution" };
  if (canary.slice(SIGNED, SIGNED + MAC) !== signature(key, canary.slice(0, SIGNED))) return null;
  return {
    kind: "ours",
    user: Number.parseInt(canary.slice(at + TAG, at + TAG + USER), 36),
    run: Number.parseInt(canary.slice(at + TAG + USER, SIGNED), 36),
  };
}

/** Whether this lower-case text has the shape and the checksum of a canary, of whatever execution. */
export function isCanary(text: string): boolean {
  if (text.length !== CANARY_LENGTH || !text.startsWith(CANARY_PREFIX)) return false;
  return /^[a-z0-9]+$/.test(text) && text.endsWith(checksum(text.slice(0, -CHECKSUM)));
}

function tag(key: string): string {
  return digits(executionTag(key, 25), TAG);
}

function signature(key: string, signed: string): string {
  return digits(Number.parseInt(mac(key, `canary ${signed}`), 16), MAC);
}

/** FNV-1a over the characters, modulo 36^4. */
function checksum(body: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < body.length; at += 1) {
    hash = Math.imul(hash ^ body.charCodeAt(at), 0x01000193);
  }
  return digits((hash >>> 0) % 36 ** CHECKSUM, CHECKSUM);
}

function digits(value: number, length: number): string {
  return value.toString(36).padStart(length, "0");
}
