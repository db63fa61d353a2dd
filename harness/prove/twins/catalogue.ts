import type { Variant } from "../../../fixtures/reference-server/faults/variant.ts";
import { termsOf, type Terms } from "../terms.ts";
import { bare } from "./bare.ts";
import { broadcast } from "./broadcast.ts";
import { declaredErrors } from "./declared-errors.ts";
import { fragmented } from "./fragmented.ts";
import { noTools } from "./no-tools.ts";
import { rememberingThread } from "./remembering-thread.ts";
import { runScopedIds } from "./run-scoped-ids.ts";
import { tokenless } from "./tokenless.ts";

/** Where a twin is not judged under the demo's own terms, but under those that its config declares. */
const DECLARED: Readonly<Record<string, (usual: Terms) => Terms>> = {
  "no-tools": noTools,
  broadcast,
  "remembering-thread": rememberingThread,
  fragmented,
  bare,
  tokenless,
  "declared-errors": declaredErrors,
  "run-scoped-ids": runScopedIds,
};

/** The terms of a legal twin: those that its needs ask for, as its own config changes them. */
export function twinTerms({ id, needs }: Variant): Terms {
  const usual = termsOf(needs);
  return DECLARED[id]?.(usual) ?? usual;
}
