import { BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT } from "../lean/opcodes.ts";

interface Shape {
  readonly fin?: boolean;
  /** Reserved bits: 4, 2, 1. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** Bytes in which the length is written; by default as few as suffice. */
  readonly lengthBytes?: 0 | 2 | 8;
  /** The length that is written; by default the true one. */
  readonly announced?: bigint;
}

/** A frame as a server may write it, right or wrong. */
export function frame(opcode: number, payload: string | Buffer = "", shape: Shape = {}): Buffer {
  const body = Buffer.from(payload as string);
  const announced = shape.announced ?? BigInt(body.length);
  const bytes = shape.lengthBytes ?? fewest(announced);
  const head = Buffer.alloc(2 + bytes);
  head[0] = (shape.fin === false ? 0 : 0x80) | ((shape.reserved ?? 0) << 4) | opcode;
  const marks = { 0: Number(announced), 2: 126, 8: 127 } as const;
  head[1] = (shape.masked ? 0x80 : 0) | marks[bytes];
  if (bytes === 2) head.writeUInt16BE(Number(announced), 2);
  if (bytes === 8) head.writeBigUInt64BE(announced, 2);
  return Buffer.concat([head, shape.masked ? Buffer.alloc(4) : Buffer.alloc(0), body]);
}

function fewest(length: bigint): 0 | 2 | 8 {
  if (length < 126n) return 0;
  return length < 65_536n ? 2 : 8;
}

export function text(payload: string | Buffer, shape?: Shape): Buffer {
  return frame(TEXT, payload, shape);
}

export function binary(payload: string | Buffer, shape?: Shape): Buffer {
  return frame(BINARY, payload, shape);
}

export function more(payload: string | Buffer, shape?: Shape): Buffer {
  return frame(CONTINUATION, payload, shape);
}

export function ping(payload: string | Buffer = "", shape?: Shape): Buffer {
  return frame(PING, payload, shape);
}

export function pong(payload: string | Buffer = "", shape?: Shape): Buffer {
  return frame(PONG, payload, shape);
}

/** A close frame; without a code an empty one. */
export function close(code?: number, reason: string | Buffer = "", shape?: Shape): Buffer {
  if (code === undefined) return frame(CLOSE, "", shape);
  return frame(
    CLOSE,
    Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason as string)]),
    shape,
  );
}
