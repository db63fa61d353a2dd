import type { Variant } from "../../../fixtures/reference-server/faults/variant.ts";
import { termsOf, type Terms } from "../terms.ts";

/** What a twin changes in the terms under which the reference server is judged otherwise. */
export type TwinTerms = (usual: Terms) => Terms;

const OTHERWISE: Readonly<Record<string, TwinTerms>> = {};

/** The terms of a legal twin: those that its needs ask for, as the twin's own config changes them. */
export function twinTerms({ id, needs }: Variant): Terms {
  const usual = termsOf(needs);
  return OTHERWISE[id]?.(usual) ?? usual;
}
