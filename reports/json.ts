import type { Verdict } from "../harness/verdict/verdict.ts";

/** Inside JSON such characters can stand only in strings, where an escape means the same. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** `verdict.json`: indented, ending in a newline, and safe to print: nothing in it moves a terminal's cursor. */
export function verdictJson(verdict: Verdict): string {
  return `${JSON.stringify(verdict, null, 2).replace(UNSEEN, escape)}\n`;
}

function escape(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
