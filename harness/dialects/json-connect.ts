import { HarnessError } from "../errors/harness-error.ts";
import { compileTemplate, type Template } from "./json-template.ts";
import type { Dialect, Handshake, Identity } from "./dialect.ts";

/** Where the token goes in a handshake. An account without a token presents nothing. */
export type Auth =
  | "bearer"
  | "subprotocol"
  | "none"
  | { readonly query: string }
  | { readonly cookie: string }
  | { readonly firstFrame: ((token: string) => object | string) | Template };

/**
 * Address, headers and subprotocols of a user's connection. A relative `url` is resolved against `base`.
 * The token is added by `auth`; it is handed over for servers that want it elsewhere (with `auth: "none"`).
 */
export type ConnectMapping = ((context: ConnectContext) => Connecting) | Connecting;

export interface ConnectContext {
  readonly user: Identity["user"];
  readonly base: string;
  readonly token: string | null;
}

/** As data, its texts may hold `{user}`, and `{token}` anywhere but in the address. */
export interface Connecting {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  /** First messages on the socket, before any run: an object is sent as JSON, a string as it is. */
  readonly login?: readonly (object | string)[];
  /**
   * Where requests made with `post` go, and what they carry. By default the target's address with http for ws,
   * and the handshake's headers, with the token as bearer where they hold none.
   */
  readonly http?: { readonly base?: string; readonly headers?: Readonly<Record<string, string>> };
}

/** The subprotocol that a server echoes when the token came as another one. */
const SUBPROTOCOL = "quintet";

/** @param requests whether the dialect makes any: else no connection need keep what they carry */
export function compileConnect(
  mapping: ConnectMapping | undefined,
  auth: Auth,
  requests: boolean,
): Dialect["connect"] {
  const place = typeof mapping === "object" ? filling(mapping) : mapping;
  return ({ user, token }, base) => {
    const mapped = place?.({ user, base, token }) ?? {};
    if (mapped instanceof Promise) {
      throw new HarnessError("bad-config", "The dialect's `connect` must not be asynchronous.");
    }
    const plain: Handshake = {
      url: mapped.url === undefined ? base : resolve(mapped.url, base),
      headers: mapped.headers ?? {},
      protocols: mapped.protocols ?? [],
      login: (mapped.login ?? []).map(encode),
    };
    const placed = placeToken(plain, auth, { user: user.id, token });
    if (!requests && mapped.http === undefined) return placed;
    return {
      ...placed,
      http: httpOf(placed, mapped.http ?? {}, auth === "none" ? null : token, base),
    };
  };
}

/** An address takes an id as one part of it, whatever the id holds. */
function filling({ url, ...rest }: Connecting): (context: ConnectContext) => Connecting {
  const place = compileTemplate({ url });
  const others = compileTemplate({ ...rest });
  return ({ user, token }) => ({
    ...(others({ user: user.id, ...(token !== null && { token }) }) as Connecting),
    ...(url !== undefined && (place({ user: encodeURIComponent(user.id) }) as Connecting)),
  });
}

/** A request carries what the upgrade does; a token that stood in a place of the socket's own goes as bearer. */
function httpOf(
  { headers }: Handshake,
  given: NonNullable<Connecting["http"]>,
  token: string | null,
  base: string,
): NonNullable<Handshake["http"]> {
  const carried = given.headers ?? headers;
  const plain = { url: "", headers: carried, protocols: [], login: [] };
  const bare = token === null || Object.values(carried).some((value) => value.includes(token));
  return {
    base: resolve(given.base ?? base, base).replace(/^ws/, "http"),
    headers: bare ? carried : withHeader(plain, "authorization", `Bearer ${token}`).headers,
  };
}

function encode(message: object | string): string {
  return typeof message === "string" ? message : JSON.stringify(message);
}

function placeToken(
  plain: Handshake,
  auth: Auth,
  { user, token }: { readonly user: string; readonly token: string | null },
): Handshake {
  if (auth === "subprotocol") {
    const added = token === null ? [SUBPROTOCOL] : [SUBPROTOCOL, `jwt.${token}`];
    return { ...plain, protocols: [...plain.protocols, ...added] };
  }
  if (auth === "none" || token === null) return plain;
  if (auth === "bearer") return withHeader(plain, "authorization", `Bearer ${token}`);
  if ("query" in auth) {
    const url = new URL(plain.url);
    url.searchParams.set(auth.query, token);
    return { ...plain, url: url.toString() };
  }
  if ("cookie" in auth) {
    const name = headerName(plain, "cookie");
    const others = plain.headers[name];
    const pair = `${auth.cookie}=${token}`;
    const cookie = others === undefined ? pair : `${others}; ${pair}`;
    return { ...plain, headers: { ...plain.headers, [name]: cookie } };
  }
  return {
    ...plain,
    login: [encode(firstFrame(auth.firstFrame, { user, token })), ...plain.login],
  };
}

/** A header that the mapping has set already wins. */
function withHeader(plain: Handshake, name: string, value: string): Handshake {
  if (plain.headers[headerName(plain, name)] !== undefined) return plain;
  return { ...plain, headers: { ...plain.headers, [name]: value } };
}

/** The name as the mapping spelt it: header names ignore case. */
function headerName(plain: Handshake, name: string): string {
  return Object.keys(plain.headers).find((key) => key.toLowerCase() === name) ?? name;
}

/** The address is not shown: it may hold a token. */
function resolve(url: string, base: string): string {
  const resolved = URL.parse(url, base);
  if (!resolved)
    throw new HarnessError(
      "bad-url",
      "The dialect's `connect` gave no usable URL: build it from `base` in its argument, in which {port} is filled in.",
    );
  return resolved.toString();
}

type FirstFrame = Extract<Auth, { readonly firstFrame: unknown }>["firstFrame"];

function firstFrame(
  given: FirstFrame,
  who: { readonly user: string; readonly token: string },
): object | string {
  return typeof given === "function"
    ? given(who.token)
    : (compileTemplate(given, ["token"])(who) as object);
}
