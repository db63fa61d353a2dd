import { HarnessError } from "../errors/harness-error.ts";
import { lostOnTheWay, shownCode, systemCode } from "../errors/network-codes.ts";
import { safeUrl } from "./replay.ts";
import { getText } from "./route/get-text.ts";
import type { AgentOf } from "./route/tunnel.ts";

/** How to learn which version the target runs, and which it should be. */
export interface VersionCheck {
  /** http:// or https:// address that tells it. */
  readonly url: string;
  /** Path of the field that holds it, such as `build.commit`, when the answer is JSON. Without one the whole body counts. */
  readonly field?: string;
  readonly expect: string;
}

/** How it is asked. */
export interface Asking {
  readonly signal: AbortSignal;
  /** What the request goes through; undefined: nothing special. */
  readonly agentOf?: AgentOf | undefined;
}

/** Milliseconds that the answer may take. */
const TIMEOUT = 10_000;

/** Characters of what was found that an error repeats. */
const SHOWN = 100;

/**
 * Judging the wrong build would be worse than judging none.
 *
 * @throws HarnessError `wrong-version`, also when nobody tells a version; `proxy`, `tls`
 */
export async function checkVersion(check: VersionCheck, asking: Asking): Promise<void> {
  const where = safeUrl(check.url);
  const found = await ask(check, where, asking);
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
  { signal, agentOf }: Asking,
): Promise<string> {
  const bound = AbortSignal.timeout(TIMEOUT);
  const untold = (why: string, cause?: unknown): HarnessError =>
    new HarnessError("wrong-version", `${where} did not tell a version: ${why}.`, { cause });
  const { status, text } = await getText(url, {
    signal: AbortSignal.any([signal, bound]),
    agentOf,
  }).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason;
    if (bound.aborted) throw untold(`no answer within ${TIMEOUT / 1_000} s`, error);
    const code = systemCode(error);
    // What an error says besides its code may hold the address.
    throw lostOnTheWay(code, where) ?? untold(shownCode(code) || "no answer", error);
  });
  if (status < 200 || status > 299) throw untold(`HTTP ${status}`);
  if (field === undefined) return text.trim();
  const value = at(text, field);
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
