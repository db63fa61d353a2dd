import { drawBytes } from "./random-bytes.ts";

const FIN = 0x80;
const MASK = 0x80;
const MASK_BYTES = 4;

/** A whole frame as a client sends it: masked, in one piece. A text is sent as UTF-8. */
export function clientFrame(opcode: number, payload: string | Buffer): Buffer {
  const text = typeof payload === "string";
  const length = text ? Buffer.byteLength(payload) : payload.length;
  const begin = 2 + lengthBytes(length) + MASK_BYTES;
  const frame = Buffer.allocUnsafe(begin + length);
  frame[0] = FIN | opcode;
  writeLength(frame, length);
  drawBytes(frame, begin - MASK_BYTES, MASK_BYTES);
  if (text) frame.write(payload, begin);
  else payload.copy(frame, begin);
  mask(frame, begin);
  return frame;
}

/** Bytes of the length that stand behind the second byte. */
function lengthBytes(length: number): number {
  if (length < 126) return 0;
  return length < 65_536 ? 2 : 8;
}

function writeLength(frame: Buffer, length: number): void {
  switch (lengthBytes(length)) {
    case 0:
      frame[1] = MASK | length;
      break;
    case 2:
      frame[1] = MASK | 126;
      frame.writeUInt16BE(length, 2);
      break;
    default:
      frame[1] = MASK | 127;
      frame.writeUInt16BE(0, 2);
      frame.writeUIntBE(length, 4, 6);
  }
}

function mask(frame: Buffer, begin: number): void {
  const key = begin - MASK_BYTES;
  for (let at = begin; at < frame.length; at += 1) {
    frame[at] = (frame[at] ?? 0) ^ (frame[key + ((at - begin) & 3)] ?? 0);
  }
}
