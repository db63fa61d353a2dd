import { columns } from "../../reports/columns.ts";
import { hanging } from "../../reports/terminal-page.ts";
import { pageOf, type Screen } from "./page.ts";

/**
 * A text as a stream shows it. On a terminal each line is broken between words, and what follows stands as far in as
 * its head. Elsewhere it stays whole: what reads it looks for it in one piece. So does a line with a word that is
 * wider than the terminal, such as a path or a message, since that is there to be copied.
 */
export function fold(
  text: string,
  screen: Screen,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (screen.isTTY !== true) return text;
  const page = pageOf(screen, environment);
  return text
    .split("\n")
    .flatMap((line) => {
      const [lead = ""] = /^ */.exec(line) ?? [];
      const room = page.width - lead.length;
      const words = line.slice(lead.length);
      const isWhole = words.split(" ").some((word) => columns(word) > room);
      return isWhole ? [line] : hanging(lead, words, page);
    })
    .join("\n");
}
