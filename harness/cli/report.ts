import { basename } from "node:path";
import { terminal } from "../../reports/terminal.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { earlierOf } from "../run/earlier.ts";
import { type Format, FORMATS } from "../run/formats.ts";
import { openRunDirectory } from "../run/run-directory.ts";
import { storedExecution, type StoredExecution } from "../run/stored-execution.ts";
import { noCommands } from "../../reports/no-commands.ts";
import { page } from "./page.ts";
import { publishText } from "./publish-text.ts";
import { REPORT_FORMATS } from "./report-formats.ts";
import { sayUnmasked } from "./say-unmasked.ts";
import { remark, shown } from "./say.ts";

export interface ReportFlags {
  /** All of them by default. */
  readonly format?: readonly string[];
  /** A folder, or `-` for stdout; the folder of the execution by default. */
  readonly out?: string;
}

type Chosen = Format | "terminal";

/**
 * `quintet report`: the reports of a stored execution, by the renderers that an execution has. The outcome is
 * the stored one, and drawing it is no judging: what was drawn exits 0, whatever it says.
 *
 * @throws HarnessError `bad-usage`, `unwritable-output`, and as `storedExecution` does
 */
export async function reportCommand(path: string, flags: ReportFlags): Promise<0> {
  const chosen = choose(flags.format ?? REPORT_FORMATS);
  const screen = flags.out === "-";
  if (screen && chosen.length !== 1) {
    throw new HarnessError("bad-usage", "--out - takes one format: name it with --format.");
  }
  const stored = await storedExecution(path);
  await sayUnmasked(path);
  const folder = flags.out === undefined || screen ? stored.directory : flags.out;
  const earlier = earlierOf(path);
  if (earlier !== null) {
    tell(`this tells of an execution that could not begin; the one before it is in ${earlier}`);
  }
  if (stored.judgedAgain) tell("there is no verdict.json, so the history was judged again");
  if (stored.damage !== null) tell(`the history is damaged: ${stored.damage}`);
  for (const format of chosen) {
    if (format === "terminal") continue;
    const text = rendered(stored, format);
    if (screen) process.stdout.write(text);
    else {
      const name = basename(openRunDirectory(folder).file(FORMATS[format].name));
      const file = await publishText(folder, name, text);
      tell(`wrote ${shown(file)}`);
    }
  }
  if (chosen.includes("terminal")) {
    const { verdict, evidence } = stored;
    const text = terminal(verdict, { ...page(), evidence, directory: folder });
    process.stdout.write(noCommands(text, process.env));
  }
  return 0;
}

function rendered({ verdict, evidence, recording }: StoredExecution, format: Format): string {
  return FORMATS[format].render(verdict, evidence, recording);
}

/** In the order in which files are written, each once. @throws HarnessError `bad-usage` */
function choose(names: readonly string[]): readonly Chosen[] {
  const known: readonly string[] = REPORT_FORMATS;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw new HarnessError(
      "bad-usage",
      `--format takes ${REPORT_FORMATS.join(", ")}, with commas between${unknown === undefined ? "." : `, and no "${unknown}".`}`,
    );
  }
  const order: readonly Chosen[] = [...(Object.keys(FORMATS) as Format[]), "terminal"];
  return order.filter((name) => names.includes(name));
}

function tell(words: string): void {
  remark(`quintet: ${words}`);
}
