import * as v from "valibot";
import { readGiven } from "../crowd/read-given.ts";
import { HarnessError } from "../errors/harness-error.ts";

/** As much of an earlier verdict as a comparison needs. */
const schema = v.object({
  quintet: v.literal(1),
  seed: v.nullable(v.string()),
  findings: v.array(v.object({ fingerprint: v.string() })),
});

export type Baseline = v.InferOutput<typeof schema>;

/** @throws HarnessError `file-missing`, `bad-config` when it is no verdict */
export async function readBaseline(path: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readGiven(path);
  } catch (error) {
    throw new HarnessError("file-missing", `There is no baseline ${path}.`, { cause: error });
  }
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (result.success) return result.output;
  throw new HarnessError("bad-config", `The baseline ${path} is no verdict.json of Quintet.`, {
    hint: "Name the verdict.json of an earlier execution: --baseline path/to/verdict.json.",
  });
}
