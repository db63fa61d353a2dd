const LENGTH_BYTES: Readonly<Record<number, number>> = { 126: 2, 127: 8 };

/** What a client sent, with all that is random taken out: its request, and its frames without their masks. */
export function readClient(bytes: Buffer): readonly string[] {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return [`cut off: ${bytes.toString("latin1")}`];
  const request = bytes.toString("latin1", 0, end);
  return [
    request.replace(/(?<=Sec-WebSocket-Key: ).{24}/i, "…"),
    ...frames(bytes.subarray(end + 4)),
  ];
}

function frames(bytes: Buffer): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const second = bytes.readUInt8(at + 1);
    const lengthBytes = LENGTH_BYTES[second & 0x7f] ?? 0;
    const length = lengthBytes === 0 ? second & 0x7f : tail(bytes, at + 2, lengthBytes);
    const begin = at + 2 + lengthBytes + 4;
    const mask = bytes.subarray(begin - 4, begin);
    const payload = bytes
      .subarray(begin, begin + length)
      .map((byte, nth) => byte ^ (mask[nth & 3] ?? 0));
    const marks = `${bytes.toString("hex", at, at + 1)} ${second & 0x80 ? "masked" : "bare"} ${lengthBytes}`;
    found.push(`${marks} ${Buffer.from(payload).toString("latin1")}`);
    at = begin + length;
  }
  return found;
}

/** Of eight bytes six suffice here. */
function tail(bytes: Buffer, at: number, size: number): number {
  const read = Math.min(size, 6);
  return bytes.readUIntBE(at + size - read, read);
}
