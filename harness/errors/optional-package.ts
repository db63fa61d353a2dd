import type { ErrorCode } from "./codes.ts";
import { HarnessError } from "./harness-error.ts";

/**
 * Loads a package that need not be installed, for who asks for it.
 *
 * @param missing the error where it is not there; its hint says how to install it
 * @throws HarnessError of that code; what the package itself throws as it is
 */
export async function loadOptional<Library>(
  load: () => Promise<Library>,
  missing: { readonly code: ErrorCode; readonly message: string },
): Promise<Library> {
  try {
    return await load();
  } catch (cause) {
    const gone = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    throw gone ? new HarnessError(missing.code, missing.message, { cause }) : cause;
  }
}
