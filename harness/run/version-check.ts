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
    const { address, headers } = withoutCredentials(url);
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    const answer = await fetch(address, { headers, signal: bounded });
    if (!answer.ok) throw new HarnessError("wrong-version", `HTTP ${answer.status}`);
    body = await answer.text();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new HarnessError("wrong-version", `${where} did not tell a version: ${why(error)}.`, {
      cause: error,
    });
  }
  if (field === undefined) return body.trim();
  const value = at(body, field);
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new HarnessError("wrong-version", `${where} answered, and has no text under ${field}.`);
}

/** `fetch` takes no address with credentials; they go where a browser would put them. */
function withoutCredentials(text: string): { address: string; headers: Record<string, string> } {
  const url = new URL(text);
  const pair = [url.username, url.password].map(decodeURIComponent).join(":");
  url.username = "";
  url.password = "";
  const basic = `Basic ${Buffer.from(pair).toString("base64")}`;
  return { address: url.href, headers: pair === ":" ? {} : { authorization: basic } };
}

/** A status, a code of the system, or that time ran out: what an error says besides may hold the address. */
function why(error: unknown): string {
  if (error instanceof HarnessError) return error.message;
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT / 1_000} s`;
  const { code } = (error.cause ?? error) as NodeJS.ErrnoException;
  return typeof code === "string" ? code : "no answer";
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
