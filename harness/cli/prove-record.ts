import { powerMarkdown, powerTerminal } from "../../reports/power.ts";
import { INJECTIONS } from "../prove/inject/catalogue.ts";
import { measureSample } from "../prove/inject/power.ts";
import { createSample } from "../prove/inject/sample.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { loadConfig } from "../run/load-config.ts";
import type { CheckConfig } from "../run/check.ts";
import { contractOf } from "../run/from-data.ts";
import { openWhole } from "../run/open-whole.ts";
import type { ExitCode } from "../verdict/exit-code.ts";
import { page } from "./page.ts";
import type { ProveFlags } from "./prove.ts";
import { publishText } from "./publish-text.ts";
import { sayUnmasked } from "./say-unmasked.ts";
import { remark } from "./say.ts";

/**
 * `quintet prove <dir>`: what would have been caught on the server of a stored history. It always exits 0:
 * what cannot be seen there is an answer, and no failure.
 *
 * @throws HarnessError `bad-usage`, `bad-config`, and as `openWhole` does
 */
export async function proveRecord(path: string, flags: ProveFlags): Promise<ExitCode> {
  if (flags.only) demandFaults(flags.only);
  const named = flags.config;
  const config: CheckConfig =
    named === undefined ? {} : (await loadConfig(named, process.cwd())).config;
  const contract = contractOf(config);
  const history = await openWhole(path);
  await sayUnmasked(path);
  const sample = createSample(history.header);
  for await (const op of history.ops()) sample.push(op);
  const power = measureSample(sample.take(), {
    ...(flags.seeds !== undefined && { places: flags.seeds }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.only && { only: flags.only }),
    code: { own: config.checkers ?? [], ...(contract && { schemas: contract.schemas }) },
  });
  const text = flags.json ? `${JSON.stringify(power, null, 2)}\n` : powerTerminal(power, page());
  process.stdout.write(text);
  const file = await publishText(flags.out, "power.md", powerMarkdown(power));
  if (!flags.json) remark(`wrote ${file}`);
  return 0;
}

/** @throws HarnessError `bad-usage` */
function demandFaults(names: readonly string[]): void {
  const known = INJECTIONS.map(({ id }) => id);
  const unknown = names.find((name) => !known.includes(name));
  if (names.length > 0 && unknown === undefined) return;
  const message =
    unknown === undefined
      ? "--only names nothing."
      : `No fault "${unknown}" can be put into a record.`;
  throw new HarnessError("bad-usage", message, { hint: `Known are ${known.join(", ")}.` });
}
