import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mintCanary } from "./canary.ts";
import { executionKey } from "./key.ts";
import { findCanaries } from "./search.ts";

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
  "utf-32": (canary) => Buffer.from(each(canary, (letter) => `${letter}\0\0\0`)),
};

test.for(Object.entries(SPELLINGS))("finds a canary in %s", ([, spell]) => {
  for (const before of ["", "a", '{"text":"', "\0", "é"]) {
    const message = Buffer.concat([before, spell(AMY), '"}'].map((part) => Buffer.from(part)));
    expect(findCanaries(message)).toEqual([AMY]);
  }
});

const WRAPS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  base64: (bytes) => bytes.toString("base64"),
  base64url: (bytes) => bytes.toString("base64url"),
  "base64 in lines": (bytes) => bytes.toString("base64").replace(/.{20}/g, "$&\r\n"),
};

test.for(Object.entries(WRAPS))("finds a canary in %s at every offset", ([, wrap]) => {
  for (let offset = 0; offset < 7; offset += 1) {
    for (const canary of [AMY, AMY.toUpperCase()]) {
      const inner = `${"~".repeat(offset)}${canary}~~`;
      expect(findCanaries(Buffer.from(`x "${wrap(Buffer.from(inner))}"`))).toEqual([AMY]);
      expect(findCanaries(Buffer.from(wrap(Buffer.from(inner.trimEnd()))))).toEqual([AMY]);
    }
  }
});

test("finds a canary that ends its base64 text, without padding", () => {
  for (let offset = 0; offset < 3; offset += 1) {
    const text = Buffer.from("-".repeat(offset) + AMY).toString("base64url");
    expect(findCanaries(Buffer.from(text))).toEqual([AMY]);
  }
});

test("names each canary once, in the order of its first sight", () => {
  expect(findCanaries(Buffer.from(`${BO} ${AMY.toUpperCase()} ${BO}${AMY}`))).toEqual([BO, AMY]);
});

test("passes over what only begins like a canary", () => {
  const broken = `${AMY.slice(0, 33)}!`;
  expect(
    findCanaries(Buffer.from(`${AMY.slice(0, 20)} ${broken} ${AMY.slice(0, 8)}${BO}`)),
  ).toEqual([BO]);
});

test("finds none in random bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
      expect(findCanaries(Buffer.from(bytes))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("finds a canary behind any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 64 }), (a, b) => {
      expect(findCanaries(Buffer.concat([a, Buffer.from(AMY), b]))).toEqual([AMY]);
    }),
  );
});

test("hostile text of nothing but beginnings holds no canary", () => {
  const hostile = [
    "\\",
    "qx7zk",
    "%71",
    "&#0",
    "cXg3em",
    "q\0\0\0",
    "7178377a6b",
    "%71%78%37%7a%6b",
  ];
  expect(hostile.flatMap((piece) => findCanaries(Buffer.from(piece.repeat(20_000))))).toEqual([]);
});
