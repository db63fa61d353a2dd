/** A word with its indefinite article, by its first letter. */
export function withArticle(word: string): string {
  return `${/^["']?[aeiou]/i.test(word) ? "an" : "a"} ${word}`;
}
