import { namesSecret } from "../ownership/secret-names.ts";

const HIDDEN = "(hidden)";

/**
 * The words of a command as they may be shown: hidden are values of flags and variables whose names say that they
 * are secret, and credentials and queries of addresses.
 */
export function safeCommand(command: string | readonly string[]): readonly string[] {
  const words = typeof command === "string" ? command.trim().split(/\s+/) : command;
  return words.map((whole, at) => {
    const word = whole
      .replace(/(:\/\/)\S*@/g, `$1${HIDDEN}@`)
      .replace(/(:\/\/[^\s?]*\?)\S+/g, `$1${HIDDEN}`);
    const [, name = "", rest] = /^([\w-]+)=(.*)$/s.exec(word) ?? [];
    if (rest !== undefined && namesSecret(name)) return `${name}=${HIDDEN}`;
    const before = words[at - 1] ?? "";
    return before.startsWith("-") && !before.includes("=") && namesSecret(before) ? HIDDEN : word;
  });
}
