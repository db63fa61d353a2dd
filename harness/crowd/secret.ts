import { HarnessError } from "../errors/harness-error.ts";

/** The documented development default, which the reference server knows as well. Worth nothing: everybody knows it. */
export const DEVELOPMENT_SECRET = "quintet-development-secret-not-for-production";

/** Only this machine itself: a name that merely resolves to it may resolve elsewhere tomorrow. */
export function devSecretAllowed(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? "";
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);
}

/**
 * The secret that signs minted tokens: the one given, else the development default, for loopback and
 * for containers of our own only.
 *
 * @throws HarnessError `no-accounts`
 */
export function signingSecret(options: {
  /** Value of QUINTET_JWT_SECRET. */
  readonly given: string | undefined;
  readonly url: string;
  /** We started this target ourselves, in a container. */
  readonly own: boolean;
}): string {
  if (options.given) return options.given;
  if (options.own || devSecretAllowed(options.url)) return DEVELOPMENT_SECRET;
  const { host = "the target", hostname = "" } = URL.parse(options.url) ?? {};
  const listens = EVERYWHERE[hostname];
  throw new HarnessError(
    "no-accounts",
    `There are no accounts for ${host}.`,
    listens
      ? { hint: `A server that listens at ${hostname} is reached at ${listens}: name that.` }
      : {},
  );
}

/** Where a server says that it listens when it does so at all addresses, and where this machine reaches it. */
const EVERYWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "[::]": "[::1]" };
