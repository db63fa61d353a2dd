import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createTokenSearch } from "./tokens.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("base64url");
const jwt = (user: string) =>
  `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${Buffer.from(`{"sub":"${user}"}`).toString("base64url")}.${hash(user)}`;

const TOKENS = new Map([
  ["amy", jwt("amy")],
  ["bo", jwt("bo")],
  ["cy", "opaque/token+of~cy"],
  ["di", "short"],
  ["eve", "shared-by-two"],
  ["fay", "shared-by-two"],
]);
const find = createTokenSearch(TOKENS);

test("names the users whose token stands in the bytes, each once", () => {
  const text = `${jwt("bo")} and opaque/token+of~cy and ${jwt("bo")}`;
  expect(find(Buffer.from(text))).toEqual(["bo", "cy"]);
});

test("finds a token in base64 and base64url at every offset", () => {
  for (const user of ["amy", "cy"]) {
    for (let offset = 0; offset < 4; offset += 1) {
      const bytes = Buffer.from(`${"~".repeat(offset)}${TOKENS.get(user) ?? ""}~~`);
      expect(find(Buffer.from(`"${bytes.toString("base64")}"`))).toEqual([user]);
      expect(find(Buffer.from(`"${bytes.toString("base64url")}"`))).toEqual([user]);
    }
  }
});

test("a part of a token is none, nor is another token of the same head", () => {
  expect(find(Buffer.from(jwt("amy").slice(1)))).toEqual([]);
  expect(find(Buffer.from(jwt("amy").slice(0, -1)))).toEqual([]);
  expect(find(Buffer.from(jwt("gus")))).toEqual([]);
});

test("tokens too short to mean anything, and shared ones, name nobody", () => {
  expect(find(Buffer.from("in short: shared-by-two"))).toEqual([]);
});

test("without tokens nothing is found", () => {
  expect(createTokenSearch(new Map())(Buffer.from(jwt("amy")))).toEqual([]);
});

test("finds any token behind any bytes", () => {
  const token = fc.string({ minLength: 8, maxLength: 60, unit: "grapheme-ascii" });
  fc.assert(
    fc.property(token, fc.uint8Array({ maxLength: 40 }), (text, before) => {
      const one = createTokenSearch(new Map([["amy", text]]));
      expect(one(Buffer.concat([before, Buffer.from(text), before]))).toEqual(["amy"]);
    }),
  );
});

const JWTS = createTokenSearch(new Map(["amy", "bo", "cy"].map((user) => [user, jwt(user)])));

test("a text without the common head of all tokens need not be searched", () => {
  expect(JWTS.mayFind('{"type":"agent_started","data":{"text":"nothing of anybody"}}')).toBe(false);
  expect(find.mayFind("anything: these tokens begin in many ways")).toBe(true);
  expect(createTokenSearch(new Map()).mayFind("anything")).toBe(false);
});

test("one that holds a token, in whatever form, is", () => {
  fc.assert(
    fc.property(fc.constantFrom("amy", "bo", "cy"), fc.string(), fc.nat(5), (user, around, pad) => {
      const raw = `${around}${jwt(user)}${around}`;
      const base64 = Buffer.from(`${"~".repeat(pad)}${jwt(user)}~~`).toString("base64");
      for (const text of [raw, base64, base64.replaceAll("+", "-").replaceAll("/", "_")]) {
        expect(JWTS.mayFind(text)).toBe(true);
        expect(JWTS(Buffer.from(text))).toEqual([user]);
      }
    }),
  );
});

/** Two tokens that begin alike, and differ after that. */
function alike(head: string): ReadonlyMap<string, string> {
  return new Map(["amy", "bo"].map((user) => [user, `${head}${hash(user)}`]));
}

test("however tokens begin, one in base64 is cut out at every offset", () => {
  const heads = ["", "a", "tok", "sk-", "key_live-", "~~~~", "????", "éé", "elevenbytes😀", "😀"];
  for (const head of heads) {
    const tokens = alike(head);
    const { redact } = createTokenSearch(tokens);
    for (const [user, token] of tokens) {
      for (let pad = 0; pad < 3; pad += 1) {
        const base64 = Buffer.from(`${"~".repeat(pad)}${token}~`).toString("base64");
        expect([head, pad, redact(base64)]).toEqual([
          head,
          pad,
          expect.stringContaining(`[token of ${user}]`),
        ]);
      }
    }
  }
});

test("where one spelling of the common head is short, every text is searched", () => {
  const heads = ["key_live-", "~~~~????", "keylive", "live1234567890"];
  const may = heads.map((head) => createTokenSearch(alike(head)).mayFind("nothing of anybody"));
  expect(may).toEqual([true, true, false, false]);
});
