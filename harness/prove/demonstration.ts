import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import type { Config } from "../run/config.ts";
import { type DemoTarget, resolveSettings } from "../run/settings.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { Assessment } from "./assess.ts";
import { findFault } from "./sections.ts";
import { firingsIn, switchedOn } from "./switched-on.ts";
import { faultTrial } from "./subject.ts";

/** A demo whose server has a fault. */
export interface Demonstration extends AsyncDisposable {
  /** What was given, under the terms that the fault needs to show. */
  readonly config: Config;
  /** The terms alone: what the fault itself says again. */
  readonly terms: Config;
  readonly demo: DemoTarget;
  /** One line: what the fault breaks. */
  readonly about: string;
  /** Holds the verdict against the truth, which the judge never saw. */
  assess(verdict: Verdict): Promise<Assessment>;
}

/**
 * The reference server with one fault, put at one run of one user by the seed; where it takes a crowd, at several.
 *
 * @param given goes before the fault's own terms
 * @throws HarnessError `bad-usage` for an id that there is not, or that needs more than a demo
 */
export async function demonstration(id: string, given: Config): Promise<Demonstration> {
  const fault = findFault(id);
  if (fault.needs.action === "drain") {
    throw new HarnessError("bad-usage", `${id} shows only while a server drains.`, {
      hint: `Try it with \`quintet prove --only ${id}\`.`,
    });
  }
  const trial = faultTrial(fault);
  const { config: terms } = trial.terms;
  const laid = { ...terms, ...given, crowd: { ...terms.crowd, ...given.crowd } };
  const settings = resolveSettings(laid, { demo: "process" });
  const folder = await mkdtemp(join(tmpdir(), "quintet-demo-"));
  const truth = join(folder, "firings.ndjson");
  const server = switchedOn(trial, settings, truth);
  return {
    config: { ...laid, seed: settings.seed },
    terms,
    demo: { ...server, fault: id },
    about: fault.about,
    assess: async (verdict) => trial.assess({ firings: await firingsIn(truth), verdict }),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
