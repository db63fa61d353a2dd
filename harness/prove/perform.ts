import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Firing } from "../../fixtures/reference-server/faults/aim.ts";
import type { Rule } from "../../fixtures/reference-server/faults/rule.ts";
import type { Variant } from "../../fixtures/reference-server/faults/variant.ts";
import { asHarnessError } from "../errors/harness-error.ts";
import type { Op } from "../history/op.ts";
import { execute } from "../run/execute.ts";
import { type OpenTarget, openTarget } from "../run/open-target.ts";
import type { Watch } from "../run/record.ts";
import { type DemoTarget, resolveSettings, type Settings } from "../run/settings.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { firingsIn, switchedOn } from "./switched-on.ts";
import type { Terms } from "./terms.ts";

/** One variant of the reference server, under one seed. */
export interface Experiment {
  readonly variant: Variant;
  readonly terms: Terms;
  readonly seed: string;
  /** Folder of its own: history, verdict, log, and the truth in `firings.ndjson`. */
  readonly folder: string;
  /** Where it is to fire; none: the variant's own rule. */
  readonly place?: (settings: Settings) => Rule;
  /** Where servers keep what they have compiled, so that the next one need not. */
  readonly cache: string;
  readonly signal: AbortSignal;
}

/** What was seen, and what was true. */
export interface Performed {
  readonly verdict: Verdict;
  readonly firings: readonly Firing[];
}

/** Starts a server of its own, sends the crowd at it, and reads the truth from beside the wire. Never throws. */
export async function perform(experiment: Experiment): Promise<Performed> {
  const { folder, signal } = experiment;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const truth = join(folder, "firings.ndjson");
    const { config, demo } = prepare(experiment, truth);
    const target = await openTarget(demo, {
      logFile: null,
      signal,
      execution: experiment.seed,
      environment: process.env,
    });
    try {
      const watch = drainsAt(experiment, target);
      const { verdict } = await execute(config, { demo, target, signal, ...(watch && { watch }) });
      return { verdict, firings: await firingsIn(truth) };
    } finally {
      await target.started.stop();
    }
  } catch (thrown) {
    return { verdict: errorVerdict(asHarnessError(thrown)), firings: [] };
  }
}

function prepare(experiment: Experiment, truth: string) {
  const { terms, seed, folder, cache } = experiment;
  const config = { ...terms.config, seed, out: folder };
  const { env, ...server } = switchedOn(
    experiment,
    resolveSettings(config, { demo: "process" }),
    truth,
  );
  const demo: DemoTarget = { ...server, env: { NODE_COMPILE_CACHE: cache, ...env } };
  return { config, demo };
}

/** Where a variant shows in a drain: the server is told to stop once every user's run was accepted. */
function drainsAt({ variant, terms }: Experiment, target: OpenTarget): Watch | null {
  if (variant.needs.action !== "drain") return null;
  const accepted = new Set<string>();
  const wanted = terms.config.crowd?.users ?? 0;
  let draining = false;
  return (op: Op, mark) => {
    if (op.type !== "frame" || op.kind !== "accepted" || op.run === null) return;
    accepted.add(op.run);
    if (draining || accepted.size < wanted) return;
    draining = true;
    mark("drain");
    void target.started.signal("SIGTERM");
  };
}
