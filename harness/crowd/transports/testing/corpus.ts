import { binary, close, frame, more, ping, pong, text } from "./server-frames.ts";

const PART = { fin: false } as const;

/** Bytes that look like UTF-8 and are none. */
const NO_TEXTS: Readonly<Record<string, readonly number[]>> = {
  "a lone continuation": [0x80],
  "an overlong slash": [0xc0, 0xaf],
  "an overlong of three": [0xe0, 0x80, 0xaf],
  "an overlong of four": [0xf0, 0x80, 0x80, 0xaf],
  "a surrogate": [0xed, 0xa0, 0x80],
  "a code point too large": [0xf4, 0x90, 0x80, 0x80],
  "a byte that never is": [0xff],
  "a cut-off character": [0xe2, 0x82],
};

function all<K, T>(
  keys: readonly K[],
  name: (key: K) => string,
  make: (key: K) => T,
): Record<string, T> {
  return Object.fromEntries(keys.map((key) => [name(key), make(key)]));
}

/** What servers send behind the handshake, right and wrong: 1,000 bytes are the largest message. */
export const FRAMES: Readonly<Record<string, readonly Buffer[]>> = {
  nothing: [],
  "an empty text": [text("")],
  "an empty binary": [binary("")],
  "texts beside each other": [text("one"), text("two"), binary("three"), text("fünf €😀")],
  ...all(
    [1, 23, 24, 125, 126, 127, 999, 1_000],
    (n) => `a text of ${n} bytes`,
    (n) => [text("x".repeat(n))],
  ),
  ...all(
    [1_001, 65_535, 65_536, 70_000],
    (n) => `a text of ${n} bytes is too long`,
    (n) => [text("before"), text("x".repeat(n)), text("after")],
  ),
  "a length written longer than needed": [
    text("five!", { lengthBytes: 2 }),
    text("five!", { lengthBytes: 8 }),
    text("", { lengthBytes: 2 }),
  ],
  ...all(
    [1_000n, 1_001n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n],
    (n) => `${n} bytes are announced`,
    (announced) => [frame(1, "some", { lengthBytes: 8, announced })],
  ),
  "a text in three fragments": [text("a", PART), more("b", PART), more("c"), text("d")],
  "a binary in two fragments": [binary("a", PART), more("b")],
  "fragments without bytes": [text("", PART), more("", PART), more(""), text("x", PART), more("")],
  "only the last fragment has bytes": [text("", PART), more("all")],
  "a character in two fragments": [
    text(Buffer.from([0xe2, 0x82]), PART),
    more(Buffer.from([0xac])),
  ],
  "control frames between fragments": [text("a", PART), ping("p"), pong("q"), more("b"), ping()],
  "a close between fragments": [text("a", PART), close(1001), more("b")],
  "fragments over the limit": [text("x".repeat(600), PART), more("y".repeat(401))],
  "fragments at the limit": [
    text("x".repeat(600), PART),
    more("y".repeat(400)),
    text("z".repeat(1_000)),
  ],
  "a continuation of nothing": [more("x")],
  "a continuation of what has ended": [text("a", PART), more("b"), more("c")],
  "a text within a message": [text("a", PART), text("b")],
  "a binary within a message": [text("a", PART), binary("b")],
  "pings and pongs": [ping(), ping("x".repeat(125)), pong("unasked"), ping("\0\xff")],
  "a control frame too long": [ping("x".repeat(126))],
  "a control frame announced too long": [ping("x", { lengthBytes: 2 })],
  "a control frame announced far too long": [pong("x", { lengthBytes: 8 })],
  ...all(
    [8, 9, 10],
    (n) => `a fragmented control frame ${n}`,
    (n) => [frame(n, "", PART)],
  ),
  ...all(
    [3, 4, 5, 6, 7, 11, 12, 13, 14, 15],
    (n) => `opcode ${n}`,
    (n) => [text("x"), frame(n, "x")],
  ),
  ...all(
    [1, 2, 3, 4, 5, 6, 7],
    (n) => `reserved bits ${n}`,
    (reserved) => [text("x", { reserved })],
  ),
  ...all(
    [0, 8, 9, 10, 15],
    (n) => `a reserved bit of opcode ${n}`,
    (n) => [frame(n, "", { reserved: 4 })],
  ),
  ...all(
    [0, 1, 2, 8, 9, 10, 15],
    (n) => `a masked frame ${n}`,
    (n) => [frame(n, "xx", { masked: true }), text("x")],
  ),
  "a masked frame too long": [text("x".repeat(1_001), { masked: true })],
  "an empty close": [text("x"), close()],
  "a close of one byte": [frame(8, "x")],
  ...all(
    [
      0, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1011, 1012, 1013, 1014, 1015,
      1016, 1100, 2000, 2999, 3000, 3999, 4000, 4999, 5000, 65_535,
    ],
    (code) => `close code ${code}`,
    (code) => [close(code)],
  ),
  "a reason": [close(1000, "as agreed – bye")],
  "the longest reason": [close(4000, "x".repeat(123))],
  "a reason too long": [close(4000, "x".repeat(124))],
  "bytes behind a close": [close(1000), text("late"), Buffer.from("garbage")],
  "two closes": [close(1001, "first"), close(1002, "second")],
  ...all(
    Object.keys(NO_TEXTS),
    (name) => `a text with ${name}`,
    (name) => [text("fine"), text(Buffer.from(NO_TEXTS[name] ?? [])), text("late")],
  ),
  ...all(
    Object.keys(NO_TEXTS),
    (name) => `a long text with ${name}`,
    (name) => [
      text(Buffer.concat([Buffer.from("x".repeat(40)), Buffer.from(NO_TEXTS[name] ?? [])])),
    ],
  ),
  ...all(
    Object.keys(NO_TEXTS),
    (name) => `a reason with ${name}`,
    (name) => [close(1000, Buffer.from(NO_TEXTS[name] ?? []))],
  ),
  "a binary that is no text": [binary(Buffer.from([0xff, 0xfe]))],
  "a fragmented text that is none": [text("a", PART), more(Buffer.from([0xff]), PART), more("b")],
  "two mistakes": [text("x", { reserved: 1 }), frame(3)],
  "a mistake and a close": [frame(3), close(1000)],
  "a header that is cut off": [text("x"), Buffer.from([0x81])],
  "a length that is cut off": [Buffer.from([0x81, 126, 0])],
  "a payload that is cut off": [text("whole"), text("cut off").subarray(0, 5)],
  "a ping that is cut off": [ping("cut off").subarray(0, 5)],
  "a message that is cut off": [text("a", PART), more("b", PART)],
};
