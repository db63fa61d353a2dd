import { createHmac, hash } from "node:crypto";

/**
 * The key of one execution's canaries and ids, 64 hex digits. It depends on the nonce as well as on
 * the seed, so that a replay against a persistent server never meets its own old data.
 */
export function executionKey(seed: string, nonce: string): string {
  return createHmac("sha256", nonce).update(seed).digest("hex");
}

/**
 * The first `bits` (at most 52) of the key. They mark the execution in every canary and id, so that
 * one of another execution is told from a forged one; the MAC keeps the rest of the key to itself.
 */
export function executionTag(key: string, bits: number): number {
  return Math.floor(Number.parseInt(key.slice(0, 13), 16) / 2 ** (52 - bits));
}

/** What follows from a key, kept for as long as the same key is asked about: nearly always it is. */
export function perKey<T>(derive: (key: string) => T): (key: string) => T {
  let known: { readonly key: string; readonly derived: T } | null = null;
  return (key) => {
    if (known?.key !== key) known = { key, derived: derive(key) };
    return known.derived;
  };
}

/**
 * A MAC of `text`, 52 bits as 13 hex digits: SHA-256 over the key, which fills one block, and the text.
 * Cut to a fifth, so that the hash cannot be continued; five times as fast as an HMAC, for it is
 * taken of every canary and id seen.
 */
export function mac(key: string, text: string): string {
  return hash("sha256", key + text).slice(0, 13);
}
