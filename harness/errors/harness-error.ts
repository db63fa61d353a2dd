import { ERRORS, type ErrorCode } from "./codes.ts";

/** The harness's own failure, never a server's: what happened, its stable code, and what to do next. */
export class HarnessError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HarnessError";
    this.code = code;
    this.hint = options.hint ?? ERRORS[code].hint;
  }
}

/** Anything thrown, as a HarnessError: what is not one already is a defect of ours. */
export function asHarnessError(thrown: unknown): HarnessError {
  if (thrown instanceof HarnessError) return thrown;
  return new HarnessError("defect", described(thrown), { cause: thrown });
}

/** Not every object has a `toString`, and this must not throw in its turn. */
function described(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  return `an object was thrown, with the keys: ${Object.keys(thrown).join(", ")}`;
}
