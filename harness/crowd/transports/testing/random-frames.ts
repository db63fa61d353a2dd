import type { Random } from "../../../plan/random.ts";
import { binary, close, frame, more, ping, pong, text } from "./server-frames.ts";

const PAYLOADS: readonly [string, ...string[]] = [
  "",
  "a",
  "é",
  "€uro",
  "😀",
  "x".repeat(125),
  "y".repeat(126),
  "z".repeat(700),
];

/** A sequence of messages that a server may send, with control frames between them; at most six of each. */
export function someFrames(random: Random): Buffer {
  const frames: Buffer[] = [];
  for (let count = Math.floor(random.next() * 6); count >= 0; count -= 1) {
    frames.push(...message(random));
    if (random.next() < 0.3) frames.push(random.pick([ping, pong])(random.pick(["", "sign"])));
  }
  if (random.next() < 0.5) frames.push(close(random.pick([1000, 1001, 1005, 4000]), "bye"));
  return Buffer.concat(frames);
}

function message(random: Random): readonly Buffer[] {
  const begin = random.pick([text, binary]);
  const payload = random.pick(PAYLOADS);
  if (random.next() < 0.5) return [begin(payload)];
  const frames = [begin(payload, { fin: false })];
  while (random.next() < 0.5)
    frames.push(random.next() < 0.3 ? ping("in") : more("ü", { fin: false }));
  return [...frames, more(random.pick(PAYLOADS))];
}

/** A byte is another, is missing or is there twice; or a frame of chance stands between. */
export function mutated(bytes: Buffer, random: Random): Buffer {
  const at = Math.floor(random.next() * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
  const byte = Math.floor(random.next() * 256);
  switch (Math.floor(random.next() * 4)) {
    case 0:
      return Buffer.concat([before, Buffer.from([byte]), after]);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, Buffer.from([bytes[at] ?? 0]), bytes.subarray(at)]);
    default:
      return Buffer.concat([
        before,
        frame(byte & 15, "?", { fin: byte > 127 }),
        bytes.subarray(at),
      ]);
  }
}
