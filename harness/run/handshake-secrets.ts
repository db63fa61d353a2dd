import type { Dialect, Handshake } from "../dialects/dialect.ts";
import {
  credentialsIn,
  environmentSecrets,
  looksRandom,
  presentsSecret,
} from "../ownership/secret-names.ts";
import type { Cast } from "./cast.ts";
import type { Settings } from "./settings.ts";

/** Under so many characters a text is found everywhere. */
const LEAST = 8;

/** Where so many users present the same secrets, the others do, too. */
const SAMPLE = 100;

/**
 * What an execution must not show beside its users' tokens: the secret that signs them, those in the environment
 * of a target that we start, and what users present in their handshakes.
 */
export function otherSecrets(
  { target, dialect }: Pick<Settings, "target" | "dialect">,
  cast: Pick<Cast, "accounts" | "plan">,
  base: string,
): readonly string[] {
  const given = { QUINTET_JWT_SECRET: process.env["QUINTET_JWT_SECRET"] };
  const env = "env" in target ? target.env : {};
  return [
    ...environmentSecrets({ ...env, ...given }).filter((value) => value.length >= LEAST),
    ...handshakeSecrets(cast, dialect, base),
  ];
}

/** The same, with the tokens of all users: but not what is an id and no secret, as on servers that take the bare id for a token. */
export function knownSecrets(
  settings: Pick<Settings, "target" | "dialect">,
  cast: Pick<Cast, "accounts" | "plan">,
  base: string,
): readonly string[] {
  const tokens = cast.accounts.flatMap(({ id, token }) =>
    token === null || id.includes(token) ? [] : [token],
  );
  return [...tokens, ...otherSecrets(settings, cast, base)];
}

/**
 * Credentials and secret parameters of an address, values of headers, cookies, subprotocols and first messages
 * that their names or their looks betray.
 */
export function handshakeSecrets(
  { accounts, plan }: Pick<Cast, "accounts" | "plan">,
  { connect }: Pick<Dialect, "connect">,
  base: string,
): readonly string[] {
  const names = new Map(plan.users.map(({ id, persona }) => [id, persona.name]));
  const found = new Set<string>();
  let first = 0;
  for (const [at, { id, token }] of accounts.entries()) {
    if (at === SAMPLE && found.size <= first) break;
    const user = { id, name: names.get(id) ?? id };
    for (const secret of secretsIn(presented(connect, { user, token }, base))) {
      const known = id.includes(secret) || user.name.includes(secret);
      if (!known && (token === null || !secret.includes(token))) found.add(secret);
    }
    if (at === 0) first = found.size;
  }
  return [...found];
}

/** A dialect that throws is told of elsewhere. */
function presented(
  connect: Dialect["connect"],
  ...asked: Parameters<Dialect["connect"]>
): Handshake | null {
  try {
    return connect(...asked);
  } catch {
    return null;
  }
}

function secretsIn(handshake: Handshake | null): readonly string[] {
  if (handshake === null) return [];
  const { url, headers, protocols, login, http } = handshake;
  return [
    ...addressSecrets(url),
    ...addressSecrets(http?.base ?? ""),
    ...Object.entries({ ...headers, ...http?.headers }).flatMap(headerSecrets),
    ...protocols.flatMap((protocol) => parts("", protocol)),
    ...login.flatMap(messageSecrets),
  ];
}

/** Credentials and secret parameters of an address, as they are and as they stand in it. */
export function addressSecrets(text: string): readonly string[] {
  return credentialsIn(text).filter((value) => value.length >= LEAST);
}

function headerSecrets([name, value]: readonly [name: string, value: string]): readonly string[] {
  const basic = /^Basic\s+([\w+/=-]+)$/i.exec(value)?.[1];
  const inside = basic === undefined ? "" : Buffer.from(basic, "base64").toString();
  return [...parts(name, value), ...parts(name, inside.slice(inside.indexOf(":") + 1))];
}

/** Words of a value, a cookie's values among them. */
function parts(name: string, value: string): readonly string[] {
  return value
    .split(/[\s;,"]+/)
    .flatMap((word) => {
      const [, key = name, rest = word] = /^([\w-]+)=(.+)$/.exec(word) ?? [];
      return presentsSecret(name) || presentsSecret(key) || looksRandom(rest) ? [rest] : [];
    })
    .filter((word) => word.length >= LEAST);
}

function messageSecrets(text: string): readonly string[] {
  const found: string[] = [];
  try {
    JSON.parse(text, (key, value: unknown) => {
      if (typeof value === "string" && (presentsSecret(key) || looksRandom(value)))
        found.push(value);
      return value;
    });
  } catch {
    return parts("", text);
  }
  return found.filter((value) => value.length >= LEAST);
}
