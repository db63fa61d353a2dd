import type { Variant } from "../../../fixtures/reference-server/faults/variant.ts";
import { changed, termsOf, type Terms } from "../terms.ts";
import { bare } from "./bare.ts";
import { broadcast } from "./broadcast.ts";
import { declaredErrors } from "./declared-errors.ts";
import { fragmented } from "./fragmented.ts";
import { noTools } from "./no-tools.ts";
import { rememberingThread } from "./remembering-thread.ts";
import { runScopedIds } from "./run-scoped-ids.ts";
import { slow } from "./slow.ts";
import { tokenless } from "./tokenless.ts";

/** Where a twin is not judged under the demo's own terms, but under those that its config declares. */
const DECLARED: Readonly<Record<string, (usual: Terms) => Terms>> = {
  slow,
  "no-tools": noTools,
  broadcast,
  "remembering-thread": rememberingThread,
  fragmented,
  bare,
  tokenless,
  "declared-errors": declaredErrors,
  "run-scoped-ids": runScopedIds,
};

/** Milliseconds. */
const PATIENCE = 10_000;

/** The terms of a legal twin: those that its needs ask for, as its own config changes them. */
export function twinTerms({ id, needs }: Variant): Terms {
  // Nothing is ever missing, so there is time: a machine that is busy must not look like a fault.
  const usual = changed(termsOf(needs), { patience: PATIENCE });
  return DECLARED[id]?.(usual) ?? usual;
}
