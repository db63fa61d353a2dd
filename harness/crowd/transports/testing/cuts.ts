import { createRandom } from "../../../plan/random.ts";

/** Longer ones are not cut at every byte. */
const SHORT = 400;

/** A good answer to a handshake. */
export function switching(accept: string, more = ""): string {
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${more}\r\n`;
}

/** The ways in which bytes arrive: in one piece, byte by byte (long ones: in pieces of chance). */
export const CUTS = {
  whole: (bytes: Buffer): readonly Buffer[] => [bytes],
  pieces(bytes: Buffer): readonly Buffer[] {
    if (bytes.length <= SHORT) return Array.from(bytes, (byte) => Buffer.from([byte]));
    return cutByChance(bytes, bytes.toString("latin1", 0, SHORT));
  },
};

/** Some twenty pieces. */
export function cutByChance(bytes: Buffer, seed: string): readonly Buffer[] {
  const random = createRandom(seed);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + Math.floor((random.next() * bytes.length) / 10);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
