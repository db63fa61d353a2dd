// npm run bench: measures, prints, writes the result, renders the docs.
import { join, resolve } from "node:path";
import { build } from "./built.ts";
import { commitOf, thisMachine } from "./machine.ts";
import { measures } from "./measures/all.ts";
import { helpText, type Options, parseOptions } from "./options.ts";
import { Processes } from "./processes/processes.ts";
import { renderDocs, writeResult } from "./report/files.ts";
import { machineText } from "./report/page.ts";
import { type Result, type Section, sound } from "./report/result.ts";
import { sectionText } from "./report/text.ts";

const ROOT = join(import.meta.dirname, "..");
const RESULTS = join(ROOT, "bench/results");
const USAGE = 64;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(
      args,
      measures.map(({ id }) => id),
    );
  } catch (error) {
    console.error(`${(error as Error).message}\nnpm run bench -- --help tells more.`);
    return USAGE;
  }
  if (options.help) process.stdout.write(helpText(measures));
  else if (options.render) renderDocs(RESULTS, ROOT);
  else return await measureAll(options);
  return 0;
}

async function measureAll({ only, out, ...options }: Options): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => process.exit(signal === "SIGINT" ? 130 : 143));
  }
  build();
  using processes = new Processes();
  const machine = thisMachine();
  const head = { date: new Date().toISOString(), commit: commitOf(ROOT), machine };
  console.log(`${head.commit} on ${machineText(machine)}\n`);
  const sections: Section[] = [];
  let failed = false;
  for (const measure of measures.filter(({ id }) => only.includes(id))) {
    const tell = (line: string): void => console.error(`  ${measure.id}  ${line}`);
    tell(measure.title);
    try {
      const section = await measure.run({ processes, ...options, tell });
      sections.push(section);
      console.log(`\n${sectionText(section)}`);
    } catch (error) {
      failed = true;
      console.error(`  ${measure.id}  could not be measured: ${(error as Error).message}`);
    }
  }
  const result: Result = { ...head, quick: options.quick, sections };
  if (out !== null && sections.length > 0) {
    console.log(`written: ${writeResult(out, result)}`);
    if (resolve(out) === RESULTS) renderDocs(RESULTS, ROOT);
  }
  return !failed && sound(result) ? 0 : 1;
}
