import { excerpt } from "./words/excerpt.ts";

/** How often each code of an error came. */
export interface Codes {
  readonly count: number;
  add(code: unknown): void;
  /** The codes, each with its times. */
  words(): string;
}

/** Codes that are told apart, at most. */
const MOST = 20;

export function createCodes(): Codes {
  const codes = new Map<string, number>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(said) {
      const code = codeWords(said);
      count += 1;
      if (codes.size < MOST || codes.has(code)) codes.set(code, (codes.get(code) ?? 0) + 1);
    },
    words() {
      const all = [...codes].map(([code, times]) => {
        return times === 1 ? code : `${code} (${times} times)`;
      });
      return all.join(", ");
    },
  };
}

/** What a server said as the code of an error, in words. */
export function codeWords(said: unknown): string {
  return typeof said === "string" || typeof said === "number" ? excerpt(String(said)) : "no code";
}
