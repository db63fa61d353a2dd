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

/** Values of variables whose names say that they are secret, and the tokens of accounts that stand in others. */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = ""]) => {
    // Where a secret lies is none.
    if (namesSecret(name)) return value.startsWith("/") ? [] : [value];
    return Array.from(value.matchAll(/"token"\s*:\s*"([^"\\]+)"/g), ([, token]) => token ?? "");
  });
}
