/**
 * The same text without what a GitHub job would take for a command: a server's words may come to stand at the head of
 * a line. Elsewhere it stays as it is.
 */
export function noCommands(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (environment["GITHUB_ACTIONS"] !== "true") return text;
  return text.replace(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");
}
