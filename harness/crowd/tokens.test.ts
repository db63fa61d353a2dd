import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { badTokens, mintToken } from "./tokens.ts";

const NOW = 1_700_000_000_999;

test("a minted token is a JWT, signed with HS256, with times of its own", () => {
  const token = mintToken({ sub: "amy" }, "secret", { now: NOW, ttl: 60_000 });
  const [header = "", payload = "", signature] = token.split(".");
  expect(decode(header)).toEqual({ alg: "HS256", typ: "JWT" });
  const claims = decode(payload);
  expect(claims).toEqual({
    sub: "amy",
    iat: 1_700_000_000,
    exp: 1_700_000_060,
    jti: claims["jti"],
  });
  expect(claims["jti"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(signature).toBe(hmac(`${header}.${payload}`, "secret"));
  const other = mintToken({ sub: "amy" }, "secret", { now: NOW, ttl: 60_000 });
  expect(other).not.toBe(token);
});

test("each bad token has one fault, and only that", () => {
  const bad = badTokens({ claims: { sub: "amy" }, secret: "secret", now: NOW });
  expect(bad.map(({ name }) => name)).toEqual([
    "missing",
    "malformed",
    "bad-signature",
    "alg-none",
    "expired",
  ]);
  const [missing, malformed, forged, unsigned, expired] = bad.map(({ token }) => token);
  expect(missing).toBeNull();
  expect(malformed?.split(".")).toHaveLength(1);

  const [header = "", payload = "", signature] = forged?.split(".") ?? [];
  expect(decode(payload)).toMatchObject({ sub: "amy", exp: 1_700_003_600 });
  expect(signature).toHaveLength(43);
  expect(signature).not.toBe(hmac(`${header}.${payload}`, "secret"));

  const [noAlgorithm = "", same = "", empty] = unsigned?.split(".") ?? [];
  expect([decode(noAlgorithm)["alg"], decode(same)["sub"], empty]).toEqual(["none", "amy", ""]);

  const [head = "", late = "", proper] = expired?.split(".") ?? [];
  expect(decode(late)).toMatchObject({ sub: "amy", exp: 1_699_996_400 });
  expect(proper).toBe(hmac(`${head}.${late}`, "secret"));
});

test("without the secret nothing can be expired, and what is no JWT cannot be forged", () => {
  const good = mintToken({ sub: "amy" }, "theirs", { now: NOW, ttl: 60_000 });
  expect(names(good)).toEqual(["missing", "malformed", "bad-signature", "alg-none"]);
  expect(names("opaque-session-id")).toEqual(["missing", "malformed"]);
  expect(names(null)).toEqual(["missing", "malformed"]);
  expect(badTokens({ token: good }).map(({ token }) => token)).not.toContain(good);
});

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
}

function hmac(text: string, secret: string): string {
  return createHmac("sha256", secret).update(text).digest("base64url");
}

function names(token: string | null): string[] {
  return badTokens({ token }).map(({ name }) => name);
}
