import { cells, HEAD } from "./cells.ts";
import type { BenchId, Machine, Result, Section } from "./result.ts";

const INTRODUCTION = `# Benchmarks

\`npm run bench\` measures and writes this page; \`npm run bench -- --help\` says what each benchmark does. Every comparison is made within one run: the two sides take turns on the same machine, against the same server or, where connecting is measured, a fresh one of the same program, and a ratio is taken of neighbours. Figures of other machines cannot be compared with these; ratios roughly can.`;

/** A section, and the result that it stands in. */
interface Told {
  readonly section: Section;
  readonly result: Result;
}

/**
 * The page of the docs, out of all results there are: of each benchmark the newest. Quick runs do not count.
 *
 * @returns null when there is nothing to tell
 */
export function page(results: readonly Result[]): string | null {
  const newest = new Map<BenchId, Told>();
  for (const result of results.toSorted((a, b) => a.date.localeCompare(b.date))) {
    if (result.quick) continue;
    for (const section of result.sections) newest.set(section.id, { section, result });
  }
  if (newest.size === 0) return null;
  const told = [...newest.values()].toSorted((a, b) => a.section.id.localeCompare(b.section.id));
  return `${[INTRODUCTION, ...told.map(chapter)].join("\n\n")}\n`;
}

function chapter({ section, result }: Told): string {
  const { id, title, rows, checks, notes } = section;
  const table = [HEAD, HEAD.map((_, at) => (at === 0 ? "---" : "---:")), ...rows.map(cells)];
  const facts = [
    ...checks.map(({ what, ok, found }) => `- ${ok ? "" : "**not so:** "}${what}: ${found}`),
    ...notes.map((note) => `- ${note}`),
  ];
  const blocks = [
    `## (${id}) ${title}`,
    `${result.date.slice(0, 10)}, commit ${result.commit}, on ${machineText(result.machine)}.`,
    table.map((row) => `| ${row.join(" | ")} |`).join("\n"),
    facts.join("\n"),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

/** `2 cores of an X, 24 GiB, Linux 6.1, Node 24.21.0`. */
export function machineText({ cpu, cores, memoryGiB, kernel, node }: Machine): string {
  return `${cores} cores (${cpu}), ${memoryGiB} GiB, ${kernel}, Node ${node}`;
}
