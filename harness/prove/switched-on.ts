import { readFile } from "node:fs/promises";
import type { Firing } from "../../fixtures/reference-server/faults/aim.ts";
import type { Rule } from "../../fixtures/reference-server/faults/rule.ts";
import type { Variant } from "../../fixtures/reference-server/faults/variant.ts";
import type { DemoTarget, Settings } from "../run/settings.ts";
import { PAUSE, type Terms } from "./terms.ts";

/** A variant of the reference server, and where it is to fire. */
export interface Switched {
  readonly variant: Pick<Variant, "id" | "needs">;
  readonly terms: Pick<Terms, "env">;
  /** None: the variant's own rule. */
  readonly place?: ((settings: Settings) => Rule) | undefined;
}

/**
 * The reference server with a variant switched on.
 *
 * @param truth file that it writes each firing into, one JSON object a line: see `firingsIn`
 */
export function switchedOn(
  { variant, terms, place }: Switched,
  settings: Settings,
  truth: string,
): DemoTarget & { readonly env: Readonly<Record<string, string>> } {
  const { seed, linger } = settings;
  const rule = place?.(settings);
  const setting = { id: variant.id, seed, linger, pause: PAUSE, ...(rule && { rule }) };
  return {
    demo: "process",
    env: {
      QUINTET_MODE: variant.needs.mode,
      QUINTET_SEED: seed,
      QUINTET_VARIANT: JSON.stringify(setting),
      QUINTET_FIRINGS: truth,
      ...terms.env,
    },
  };
}

/** Where a variant fired. No file: nowhere. */
export async function firingsIn(truth: string): Promise<readonly Firing[]> {
  const text = await readFile(truth, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Firing);
}
