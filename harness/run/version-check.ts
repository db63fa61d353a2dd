import { HarnessError } from "../errors/harness-error.ts";
import { safeUrl } from "./replay.ts";

/** How to learn which version the target runs, and which it should be. */
export interface VersionCheck {
  /** http:// or https:// address that tells it. */
  readonly url: string;
  /** Path of the field that holds it, such as `build.commit`, when the answer is JSON. Without one the whole body counts. */
  readonly field?: string;
  readonly expect: string;
}

/** Milliseconds that the answer may take. */
const TIMEOUT = 10_000;

/** Characters of what was found that an error repeats. */
const SHOWN = 100;

/**
 * Judging the wrong build would be worse than judging none.
 *
 * @throws HarnessError `wrong-version`, also when nobody tells a version
 */
export async function checkVersion(check: VersionCheck, signal: AbortSignal): Promise<void> {
  const where = safeUrl(check.url);
  const found = await ask(check, where, signal);
  if (found === check.expect) return;
  const shown = JSON.stringify(found.slice(0, SHOWN));
  throw new HarnessError(
    "wrong-version",
    `${where} says version ${shown}, and ${JSON.stringify(check.expect)} was expected.`,
  );
}

async function ask(
  { url, field }: VersionCheck,
  where: string,
  signal: AbortSignal,
): Promise<string> {
  let body: string;
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    body = await answer.text();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const why = error instanceof Error ? error.message : String(error);
    throw new HarnessError("wrong-version", `${where} did not tell a version: ${why}.`, {
      cause: error,
    });
  }
  if (field === undefined) return body.trim();
  const value = at(body, field);
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new HarnessError("wrong-version", `${where} answered, and has no text under ${field}.`);
}

function at(body: string, field: string): unknown {
  try {
    return field
      .split(".")
      .reduce<unknown>(
        (value, key) =>
          typeof value === "object" && value !== null
            ? Object.getOwnPropertyDescriptor(value, key)?.value
            : undefined,
        JSON.parse(body),
      );
  } catch {
    return undefined;
  }
}
