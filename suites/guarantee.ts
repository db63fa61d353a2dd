import type { Execution } from "../fixtures/real-services.ts";
import type { GuaranteeName } from "../harness/verdict/guarantee.ts";
import type { GuaranteeVerdict } from "../harness/verdict/verdict.ts";

/** What an execution says of one guarantee. */
export function guarantee(
  { verdict }: Execution,
  name: GuaranteeName,
): GuaranteeVerdict | undefined {
  return verdict.guarantees.find((entry) => entry.name === name);
}
