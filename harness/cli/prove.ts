import { randomBytes } from "node:crypto";
import { matrixMarkdown } from "../../reports/matrix-markdown.ts";
import { matrixOutcome } from "../../reports/matrix-outcome.ts";
import { matrixTerminal } from "../../reports/matrix.ts";
import { prove } from "../prove/prove.ts";
import { select } from "../prove/sections.ts";
import { type ExitCode, INTERRUPTED } from "../verdict/exit-code.ts";
import { catchInterrupts, sayBare } from "./interrupt.ts";
import { plural } from "../../reports/figures.ts";
import { page } from "./page.ts";
import { proveRecord } from "./prove-record.ts";
import { createProveStatus } from "./prove-status.ts";
import { publishText } from "./publish-text.ts";
import { remark } from "./say.ts";

export interface ProveFlags {
  readonly only?: readonly string[];
  readonly seeds?: number;
  readonly seed?: string;
  readonly parallel?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly config?: string;
}

const SEEDS = 20;

const EXIT = { pass: 0, fail: 1, unknown: 2 } as const;

/** `quintet prove [dir]`. @throws HarnessError as `proveCatalogue` and `proveRecord` do */
export async function proveCommand(path: string | undefined, flags: ProveFlags): Promise<ExitCode> {
  return path === undefined ? await proveCatalogue(flags) : await proveRecord(path, flags);
}

/** `quintet prove`: the detection matrix of the reference server. @throws HarnessError `bad-usage`, `unwritable-output` */
async function proveCatalogue(flags: ProveFlags): Promise<ExitCode> {
  const selection = select(flags.only ?? null);
  const json = flags.json ?? false;
  using status = createProveStatus({ quiet: json });
  const say = (line: string): void => status.say(line);
  using interrupt = catchInterrupts(say, json ? sayBare : say);
  const { seeds = SEEDS, seed = randomBytes(4).toString("hex") } = flags;
  const subjects = selection.faults.length + selection.twins.length;
  status.say(
    `Quintet will switch on ${plural(selection.faults.length, "fault")} and ${plural(selection.twins.length, "legal twin")} of its reference server under ${plural(seeds, "seed")} each: ${plural(subjects * seeds, "execution")}, seed ${seed}.`,
  );
  const matrix = await prove({
    selection,
    seed,
    seeds,
    parallel: flags.parallel,
    signal: interrupt.signal,
    onProgress: (progress) => status.show(progress),
  });
  status.end();
  process.stdout.write(
    json ? `${JSON.stringify(matrix, null, 2)}\n` : matrixTerminal(matrix, page()),
  );
  if (interrupt.by !== null) return INTERRUPTED[interrupt.by];
  const file = await publishText(flags.out, "detection.md", matrixMarkdown(matrix));
  if (!json) remark(`wrote ${file}`);
  return EXIT[matrixOutcome(matrix)];
}
