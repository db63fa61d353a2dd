import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { mintCanary } from "./canary.ts";
import { executionKey } from "./key.ts";
import { canariesIn } from "./search.ts";

/** What is found in bytes as they are received. */
const inBytes = (bytes: Buffer) => canariesIn(bytes.toString("latin1"));

const KEY = executionKey("seed", "nonce");
const AMY = mintCanary(KEY, 1, 0);
const BO = mintCanary(KEY, 2, 7);

const each = (text: string, spell: (letter: string) => string) => Array.from(text, spell).join("");
const code = (letter: string, base: number) => letter.charCodeAt(0).toString(base);
const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

/** A canary spelled as a server may spell it, behind so many other bytes. */
const SPELLINGS: Readonly<Record<string, (canary: string) => Buffer | string>> = {
  raw: (canary) => canary,
  "upper case": (canary) => canary.toUpperCase(),
  "title case": (canary) => canary.charAt(0).toUpperCase() + canary.slice(1),
  json: (canary) => each(canary, (letter) => `\\u00${code(letter, 16)}`),
  "json, upper-case digits": (canary) =>
    each(canary, (letter) => `\\u00${code(letter, 16).toUpperCase()}`),
  "json in json": (canary) => each(canary, (letter) => `\\\\u00${code(letter, 16)}`),
  "percent of upper case": (canary) =>
    each(canary.toUpperCase(), (letter) => `%${code(letter, 16)}`),
  "html decimal": (canary) => each(canary, (letter) => `&#${code(letter, 10)};`),
  "html hex": (canary) => each(canary, (letter) => `&#x${code(letter, 16)};`),
  hex: (canary) => Buffer.from(canary).toString("hex"),
  "hex of upper case": (canary) => Buffer.from(canary.toUpperCase()).toString("hex"),
  "upper-case hex": (canary) => Buffer.from(canary).toString("hex").toUpperCase(),
  "utf-16le": (canary) => Buffer.from(canary, "utf16le"),
  "utf-16be of upper case": (canary) => bigEndian(canary.toUpperCase()),
  "a Buffer in JSON": (canary) => JSON.stringify(Buffer.from(canary)),
  "a Buffer in JSON in JSON in JSON": (canary) =>
    JSON.stringify(JSON.stringify(JSON.stringify(Buffer.from(canary)))),
  "a Uint8Array in JSON": (canary) => JSON.stringify(new Uint8Array(Buffer.from(`to ${canary}!`))),
  "a Uint8Array in indented JSON in JSON": (canary) =>
    JSON.stringify(JSON.stringify(new Uint8Array(Buffer.from(canary)), null, 4)),
  "a Buffer in indented JSON": (canary) => JSON.stringify(Buffer.from(canary), null, 2),
  "a list of bytes, as Python has it": (canary) =>
    `[${Array.from(Buffer.from(` ${canary.toUpperCase()} and`)).join(", ")}]`,
  "a list of bytes, broken over lines": (canary) => Array.from(Buffer.from(canary)).join(",\r\n\t"),
  "utf-32": (canary) => Buffer.from(each(canary, (letter) => `${letter}\0\0\0`)),
};

test.for(Object.entries(SPELLINGS))("finds a canary in %s", ([, spell]) => {
  for (const before of ["", "a", '{"text":"', "\0", "é"]) {
    const message = Buffer.concat([before, spell(AMY), '"}'].map((part) => Buffer.from(part)));
    expect(inBytes(message)).toEqual([AMY]);
  }
});

const twice = (bytes: Buffer, alphabet: "base64" | "base64url", before: string) =>
  Buffer.from(`${before}${bytes.toString(alphabet)}"}`).toString(alphabet);

const WRAPS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  base64: (bytes) => bytes.toString("base64"),
  base64url: (bytes) => bytes.toString("base64url"),
  "base64 of UTF-16": (bytes) => Buffer.from(bytes.toString(), "utf16le").toString("base64"),
  "base64url of UTF-16, high byte first": (bytes) =>
    bigEndian(bytes.toString()).toString("base64url"),
  "base64 of base64": (bytes) => twice(bytes, "base64", ""),
  "base64url of base64url of JSON": (bytes) => twice(bytes, "base64url", '{"next":"'),
  "base64 of base64, a byte further": (bytes) => twice(bytes, "base64", "-"),
};

const inLines = (bytes: Buffer) => bytes.toString("base64").replace(/.{20}/g, "$&\r\n");

test.for([...Object.entries(WRAPS), ["base64 in lines", inLines] as const])(
  "finds a canary in %s at every offset",
  ([, wrap]) => {
    for (let offset = 0; offset < 7; offset += 1) {
      for (const canary of [AMY, AMY.toUpperCase()]) {
        const inner = `${"~".repeat(offset)}${canary}~~`;
        expect(inBytes(Buffer.from(`x "${wrap(Buffer.from(inner))}"`))).toEqual([AMY]);
        expect(inBytes(Buffer.from(wrap(Buffer.from(inner.trimEnd()))))).toEqual([AMY]);
      }
    }
  },
);

test("finds a canary that ends its base64 text, without padding", () => {
  for (let offset = 0; offset < 3; offset += 1) {
    const text = Buffer.from("-".repeat(offset) + AMY).toString("base64url");
    expect(inBytes(Buffer.from(text))).toEqual([AMY]);
  }
});

const BREAKS: Readonly<Record<string, string>> = {
  "a line feed": "\n",
  "a carriage return and a line feed": "\r\n",
  "a line feed in JSON": "\\n",
  "both in JSON in JSON": "\\\\r\\\\n",
  "an indented line": "\n        ",
  "a line that ends in blanks, and an empty one": "  \r\n\r\n\t",
  "a line of a server-sent event": "\ndata: ",
  "an indented line in JSON": "\\n\\t  ",
  "the next text of a list": '","',
  "the next text of a list, as Python has it": "', '",
  "the next text of an indented list": '",\n      "',
  "the next text of a list in JSON in JSON": '\\\\\\",\\\\\\"',
  "the next block of an answer": '"},{"type":"text","text":"',
  "the next item, in JSON": '\\"}, {\\"content\\": \\"',
  "the next list": '"],["',
};

test.for(Object.entries(BREAKS))(
  "finds a canary that is broken by %s, at any column",
  ([, end]) => {
    for (let column = 1; column <= AMY.length; column += 1) {
      const lines = (text: string) =>
        (text.match(new RegExp(`.{1,${column}}`, "g")) ?? []).join(end);
      expect(canariesIn(`{"text":"${lines(`so: ${AMY}, she said`)}"}`)).toEqual([AMY]);
      expect(canariesIn(lines(AMY.toUpperCase()))).toEqual([AMY]);
      const once = AMY.slice(0, column) + end + AMY.slice(column);
      expect(canariesIn(once)).toEqual([AMY]);
    }
  },
);

test("finds a broken canary in base64, in hex and in a list", () => {
  const broken = Buffer.from(`${AMY.slice(0, 9)}\n${AMY.slice(9, 30)}\r\n  ${AMY.slice(30)}`);
  expect(canariesIn(broken.toString("base64"))).toEqual([AMY]);
  expect(canariesIn(broken.toString("hex"))).toEqual([AMY]);
  expect(canariesIn(JSON.stringify(broken))).toEqual([AMY]);
});

test("joins nothing but lines, and texts that follow one another", () => {
  const others = [" ", "-", "\\", "\\t", '"', "n", "\0", ", ", "\n> ", '":"', '",7,"', '""'];
  others.push('","a":"b","c":"d","e":"', '","a":"two words","b":"');
  for (const between of others) {
    expect(canariesIn(AMY.slice(0, 12) + between + AMY.slice(12))).toEqual([]);
    expect(canariesIn(AMY.slice(0, 2) + between + AMY.slice(2))).toEqual([]);
  }
});

test("takes no longer number for the one that it ends in, and none for two", () => {
  const list = Array.from(Buffer.from(AMY));
  expect(canariesIn(`[1${list.join(",")}]`)).toEqual([]);
  expect(canariesIn(list.join(""))).toEqual([]);
  expect(canariesIn(list.join(",,"))).toEqual([]);
});

test("sees no canary whose end, middle or direction is lost", () => {
  const lost = [AMY.slice(0, 33), AMY.slice(1), `${AMY.slice(0, 15)}…${AMY.slice(19)}`];
  lost.push(AMY.split("").toReversed().join(""));
  for (const [, spell] of Object.entries({ ...SPELLINGS, ...TEXTS })) {
    expect(lost.flatMap((text) => inBytes(Buffer.from(spell(text))))).toEqual([]);
  }
});

test("names each canary once, in the order of its first sight", () => {
  expect(inBytes(Buffer.from(`${BO} ${AMY.toUpperCase()} ${BO}${AMY}`))).toEqual([BO, AMY]);
});

test("passes over what only begins like a canary", () => {
  const broken = `${AMY.slice(0, 33)}!`;
  expect(inBytes(Buffer.from(`${AMY.slice(0, 20)} ${broken} ${AMY.slice(0, 8)}${BO}`))).toEqual([
    BO,
  ]);
});

test("finds none in random bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
      expect(inBytes(Buffer.from(bytes))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** How a server may spell a whole text, in which a canary stands anywhere. */
const TEXTS: Readonly<Record<string, (text: string) => string>> = {
  ...Object.fromEntries(
    Object.entries(WRAPS).map(([name, wrap]) => [name, (text) => wrap(Buffer.from(text))]),
  ),
  hex: (text) => Buffer.from(text, "latin1").toString("hex"),
  "a Buffer in JSON": (text) => JSON.stringify(Buffer.from(text, "latin1")),
  "a Uint8Array in JSON": (text) => JSON.stringify(new Uint8Array(Buffer.from(text, "latin1"))),
  "a list, as Python has it": (text) => `[${Array.from(Buffer.from(text, "latin1")).join(", ")}]`,
  "lines of 30 characters": (text) => text.replace(/.{30}/g, "$&\n"),
  "lines of 11 characters in JSON": (text) => JSON.stringify(text.replace(/.{11}/g, "$&\r\n  ")),
};

const anyText = fc.string({ unit: "binary-ascii", maxLength: 60 });
const anyCanary = fc
  .tuple(fc.nat(36 ** 5 - 1), fc.nat(36 ** 4 - 1), fc.boolean())
  .map(([user, run, upper]) => {
    const canary = mintCanary(KEY, user, run);
    return upper ? canary.toUpperCase() : canary;
  });

test.for(Object.entries(TEXTS))("finds any canary in any text, spelled as %s", ([, spell]) => {
  fc.assert(
    fc.property(anyText, anyCanary, anyText, (before, canary, after) => {
      const [around, behind] = [before, after].map((text) => text.replace(/[\r\n]/g, " "));
      expect(canariesIn(spell(`${around} ${canary} ${behind}`))).toEqual([canary.toLowerCase()]);
      expect(canariesIn(spell(`${around} ${canary.slice(0, -1)}, ${behind}`))).toEqual([]);
      expect(canariesIn(spell(before + after))).toEqual([]);
    }),
  );
});

test("finds a canary behind any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 64 }), (a, b) => {
      expect(inBytes(Buffer.concat([a, Buffer.from(AMY), b]))).toEqual([AMY]);
    }),
  );
});

/** Texts of which a great many make a message in which canaries begin everywhere, and none ends. */
const HOSTILE: readonly string[] = [
  "\\",
  "qx7zk",
  "q\n",
  "qx7zk\n",
  `qx7zk\\n${" ".repeat(99)}`,
  `${AMY.slice(0, 33)}\n`,
  "%71",
  "&#0",
  "cXg3em",
  "N3pr",
  "Y1hnM2Vt",
  Buffer.from("qx7zk", "utf16le").toString("base64"),
  "q\0\0\0",
  "q\0x\0",
  "7178377a6b",
  "%71%78%37%7a%6b",
  "113,",
  "113,120,55,122,107,",
  `113,${" ".repeat(99)}120, 55,`,
];

test("hostile text of nothing but beginnings holds no canary", () => {
  expect(HOSTILE.flatMap((piece) => inBytes(Buffer.from(piece.repeat(20_000))))).toEqual([]);
});

test.for(HOSTILE)("twice as much hostile text costs twice the steps: %j", (piece) => {
  expect(steps(piece.repeat(2_000))).toBeLessThan(2.2 * steps(piece.repeat(1_000)));
});

/** How often a search asks a regular expression, and how many characters it copies. */
function steps(text: string): number {
  const asked = vi.spyOn(RegExp.prototype, "exec");
  const copied = vi.spyOn(String.prototype, "slice");
  try {
    canariesIn(text);
    const characters = copied.mock.results.map(({ value }) => String(value).length);
    return asked.mock.calls.length + characters.reduce((sum, length) => sum + length, 0);
  } finally {
    asked.mockRestore();
    copied.mockRestore();
  }
}
