import { withArticle } from "./article.ts";
import { excerpt } from "./excerpt.ts";
import type { Call } from "../scene/spans.ts";

/** Which span this is, in words: `tool call "x"`, `message "m"`; one without an id is `a tool call`. */
export function spanWords({ name, id }: Pick<Call, "name" | "id">): string {
  const what = name === "tool" ? "tool call" : name.replaceAll(/[A-Z]/g, (one) => ` ${one}`);
  const words = what.toLowerCase();
  return id === null ? withArticle(words) : `${words} ${excerpt(id)}`;
}
