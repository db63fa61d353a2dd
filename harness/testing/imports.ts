/** One import of a file: what is imported from where, and by which names. */
export interface Import {
  /** As written: `./op.ts`, `node:fs`, `ws`; null when it is computed. */
  readonly from: string | null;
  /** The text between `import` and `from`; empty for a dynamic import. */
  readonly names: string;
}

/** At the start of a line, so that examples in comments do not count; over several lines as formatters break them. */
const STATIC = /^[ \t]*(?:import|export)\b(?:([\w*{}\s,$]*?)\bfrom)?\s*["']([^"'\n]+)["']/gm;

const DYNAMIC = /\bimport\s*\(\s*(?:(["'`])([^"'`]*)\1\s*[,)]|[^)\s])/g;

/** Every static and dynamic import and re-export, types included, without a compiler's help. */
export function importsOf(text: string): readonly Import[] {
  return [
    ...Array.from(text.matchAll(STATIC), ([, names, from = ""]) => ({ from, names: names ?? "" })),
    ...Array.from(text.matchAll(DYNAMIC), ([, , from]) => ({
      from: from === undefined || from.includes("${") ? null : from,
      names: "",
    })),
  ];
}
