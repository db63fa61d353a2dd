import type { HarnessError } from "../errors/harness-error.ts";
import type { Veil } from "../ownership/veil.ts";
import type { VerdictError } from "../verdict/verdict.ts";

/** An error as a verdict tells it: whoever threw it may have repeated a secret. */
export function toldError(
  { code, message, hint }: Pick<HarnessError, keyof VerdictError>,
  { hide }: Pick<Veil, "hide">,
): VerdictError {
  return { code, message: hide(message), hint: hide(hint) };
}
