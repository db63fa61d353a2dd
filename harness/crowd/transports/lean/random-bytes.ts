import { randomFillSync } from "node:crypto";

/** Asked for in one go: a call for a few bytes costs as much as one for many. */
const pool: Buffer = Buffer.allocUnsafeSlow(8_192);
let spent = pool.length;

/** Writes a few random bytes that nobody can foretell. */
export function drawBytes(target: Buffer, at: number, count: number): void {
  if (spent + count > pool.length) {
    randomFillSync(pool);
    spent = 0;
  }
  pool.copy(target, at, spent, spent + count);
  spent += count;
}
