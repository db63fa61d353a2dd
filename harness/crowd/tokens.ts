import { createHmac, randomBytes, randomUUID } from "node:crypto";

/** How long a minted token is worth something, in milliseconds. */
export const TOKEN_LIFE = 3_600_000;

/** Times in milliseconds; the token itself counts in seconds, as JWTs do. */
export interface MintTimes {
  readonly now: number;
  readonly ttl: number;
}

/** A JWT (HS256) with the claims given, and `iat`, `exp`, `jti` of its own. */
export function mintToken(
  claims: Readonly<Record<string, unknown>>,
  secret: string,
  { now, ttl }: MintTimes,
): string {
  const times = { iat: Math.floor(now / 1_000), exp: Math.floor((now + ttl) / 1_000) };
  const payload = part({ ...claims, ...times, jti: randomUUID() });
  return sign(`${part({ alg: "HS256", typ: "JWT" })}.${payload}`, secret);
}

/** A credential that a verifying server must refuse, by the name that the history gives it. */
export interface BadCredential {
  readonly name: "missing" | "malformed" | "bad-signature" | "alg-none" | "expired";
  readonly token: string | null;
}

/** Where bad credentials are made from: a secret that signs, or a good token that somebody supplied. */
export type BadTokenSource =
  | {
      readonly claims: Readonly<Record<string, unknown>>;
      readonly secret: string;
      readonly now: number;
    }
  | { readonly token: string | null };

/**
 * Bad credentials, one of each kind that the source allows: an expired token takes the secret, and what
 * is no JWT cannot be badly signed. No good token stands in any of them.
 */
export function badTokens(source: BadTokenSource): readonly BadCredential[] {
  const simple: BadCredential[] = [
    { name: "missing", token: null },
    { name: "malformed", token: "this-is-not-a-token" },
  ];
  if ("secret" in source) {
    const { claims, secret, now } = source;
    const expired = mintToken(claims, secret, { now: now - 2 * TOKEN_LIFE, ttl: TOKEN_LIFE });
    const good = mintToken(claims, secret, { now, ttl: TOKEN_LIFE });
    return [...simple, ...forged(good), { name: "expired", token: expired }];
  }
  return source.token === null ? simple : [...simple, ...forged(source.token)];
}

function forged(good: string): BadCredential[] {
  const [header, payload, signature, ...more] = good.split(".");
  if (!header || !payload || !signature || more.length > 0) return [];
  const stranger = randomBytes(32).toString("hex");
  return [
    { name: "bad-signature", token: sign(`${header}.${payload}`, stranger) },
    { name: "alg-none", token: `${part({ alg: "none", typ: "JWT" })}.${payload}.` },
  ];
}

function sign(text: string, secret: string): string {
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
