const NAME = /secret|token|passw|passphrase|credential|(^|[-_])(api)?key([-_]|$)|jwt/i;
const OF_A_HANDSHAKE = /auth|cookie|session|(^|[-_])sid$|signature|(^|[-_])sig$/i;

/** Whether a variable or field of this name holds what must not be shown. */
export function namesSecret(name: string): boolean {
  return NAME.test(name);
}

/** The same for what a client presents: a header, a parameter, a field of its first message. */
export function presentsSecret(name: string): boolean {
  return NAME.test(name) || OF_A_HANDSHAKE.test(name);
}

/** Long, and of letters and digits mixed as no word is: made to be unguessable. */
export function looksRandom(text: string): boolean {
  return /^(?=.*\d)(?=.*[a-z])[\w.~+/=-]{20,}$/i.test(text);
}

/**
 * Values of variables whose names say that they are secret; of the others the tokens of accounts, and the
 * credentials in addresses, such as that of a database.
 */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = ""]) => {
    // Where a secret lies is none.
    if (namesSecret(name)) return value.startsWith("/") ? [] : [value];
    const tokens = value.matchAll(/"token"\s*:\s*"([^"\\]+)"/g);
    return [...Array.from(tokens, ([, token]) => token ?? ""), ...credentialsIn(value)];
  });
}

const ADDRESS = /[a-z][\w+.-]*:\/\/[^\s"'<>]+/gi;

/**
 * Credentials and secret parameters of the addresses in a text, as they are and as they stand in it. Of one that
 * cannot be read, such as with a slash in its password, what stands before the last `@`.
 */
export function credentialsIn(text: string): readonly string[] {
  return (text.match(ADDRESS) ?? []).flatMap((address) => {
    const url = URL.parse(address);
    if (url === null) return unreadable(address);
    const { username, password, searchParams } = url;
    const lone = password === "" || looksRandom(username) ? [username] : [];
    const named = [...searchParams].filter(
      ([name, value]) => presentsSecret(name) || looksRandom(value),
    );
    return [
      ...[password, ...lone].flatMap((one) => (one === "" ? [] : [one, decoded(one)])),
      ...named.map(([, value]) => value),
    ];
  });
}

/** What was meant for an address, as it may be repeated: without all up to the last `@`, query and fragment. */
export function withoutSecrets(address: string): string {
  return address.replace(/^(.*?\/\/)?.*@/s, "$1").replace(/[?#].*$/s, "");
}

function unreadable(address: string): readonly string[] {
  const [, password = ""] = /:\/\/[^:]*:(.*)@/.exec(address) ?? [];
  return password === "" ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
