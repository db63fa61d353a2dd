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
  let at = 0;
  while (at < bytes.length) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const lengthBytes = { 126: 2, 127: 8 }[short] ?? 0;
    let length = short;
    if (lengthBytes > 0)
      length = Number(
        bytes.readUIntBE(at + 2 + Math.max(0, lengthBytes - 6), Math.min(6, lengthBytes)),
      );
    const masked = ((bytes[at + 1] ?? 0) & 0x80) !== 0;
    const mask = bytes.subarray(at + 2 + lengthBytes, at + 6 + lengthBytes);
    const begin = at + 6 + lengthBytes;
    const payload = Buffer.from(bytes.subarray(begin, begin + length));
    for (let byte = 0; byte < payload.length; byte += 1)
      payload[byte] = (payload[byte] ?? 0) ^ (mask[byte & 3] ?? 0);
    found.push(
      `${bytes[at]?.toString(16)} ${masked ? "masked" : "bare"} ${lengthBytes} ${payload.toString("latin1")}`,
    );
    at = begin + length;
  }
  return found;
}
