import { createHmac } from "node:crypto";

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

/** HMAC-SHA256 of `text`, its first 52 bits as 13 hex digits. */
export function mac(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex").slice(0, 13);
}
