import type { Settings } from "./settings.ts";
import { safeUrl } from "./replay.ts";
import { shownProxy } from "./route/proxy-rules.ts";
import { safeCommand } from "./safe-command.ts";

/** What a text that may be a secret is shown as. */
const HIDDEN = "(hidden)";

/**
 * What an execution would run with, as indented JSON, for a reader. Code is shown by its name. Values of
 * environment variables and build arguments, credentials and queries of addresses are hidden.
 */
export function printSettings(settings: Settings): string {
  const {
    target,
    accounts,
    dialect,
    contract,
    checkers,
    version,
    nonce: _nonce,
    ...rest
  } = settings;
  const shown = {
    target: showTarget(target),
    accounts: accounts === null ? "minted" : typeof accounts === "function" ? "(code)" : accounts,
    dialect: dialect.description,
    contract: { ...contract, schemas: Object.keys(contract.schemas) },
    version: version && { ...version, url: safeUrl(version.url) },
    checkers: checkers.map(({ name }) => name),
    ...rest,
  };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function showTarget(target: Settings["target"]): object {
  const shown: Record<string, unknown> = { ...target };
  if ("url" in target) shown["url"] = hideIn(target.url);
  if ("command" in target) {
    const words = safeCommand(target.command);
    shown["command"] = typeof target.command === "string" ? words.join(" ") : words;
  }
  if ("health" in target && target.health !== undefined) shown["health"] = hideIn(target.health);
  if ("proxy" in target && target.proxy !== undefined) shown["proxy"] = shownProxy(target.proxy);
  if ("ready" in target && target.ready?.http !== undefined)
    shown["ready"] = { ...target.ready, http: hideIn(target.ready.http) };
  for (const key of ["env", "buildArgs"]) {
    const values = shown[key];
    if (typeof values === "object" && values !== null) {
      shown[key] = Object.fromEntries(Object.keys(values).map((name) => [name, HIDDEN]));
    }
  }
  return shown;
}

/** `{port}` stands for a number that is not known yet. What is a path has no credentials, but may have a query. */
function hideIn(url: string): string {
  if (!url.includes("://")) return url.replace(/[?#].*$/s, "");
  if (!url.includes(":{port}")) return safeUrl(url);
  return safeUrl(url.replace(":{port}", ":1")).replace(":1", ":{port}");
}
