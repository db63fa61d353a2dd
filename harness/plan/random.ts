import { hash } from "node:crypto";

/** A source of numbers in [0, 1) that is the same for the same seed, on every machine. */
export interface Random {
  next(): number;
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** Four words of SHA-256 of the seed, then sfc32. */
export function createRandom(seed: string): Random {
  const digest = hash("sha256", seed);
  let [a, b, c, d] = [word(digest, 0), word(digest, 1), word(digest, 2), word(digest, 3)];
  const next = () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  return {
    next,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
  };
}

function word(digest: string, at: number): number {
  return Number.parseInt(digest.slice(8 * at, 8 * at + 8), 16) | 0;
}
