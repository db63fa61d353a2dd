import type { Settings } from "./settings.ts";

/** The command that does the same again: same seed, same shape. Secrets and accounts are named, never shown. */
export function replayCommand(settings: Settings, configFile: string | null): string {
  const { crowd, target } = settings;
  const words = ["npx quintet"];
  if ("demo" in target) {
    words.push("demo");
    if (target.demo === "container") words.push("--target container");
  } else {
    words.push("run");
    if (configFile !== null) words.push(quote(configFile));
    else if ("url" in target && !("command" in target))
      words.push(`--url ${quote(safeUrl(target.url))}`);
  }
  words.push(
    `--seed ${quote(settings.seed)}`,
    `--users ${crowd.users}`,
    `--sentinels ${crowd.sentinels}`,
  );
  words.push(`--runs-per-user ${crowd.runsPerUser}`);
  if (crowd.tabs !== 1) words.push(`--tabs ${crowd.tabs}`);
  if (crowd.runsAtOnce !== 1) words.push(`--runs-at-once ${crowd.runsAtOnce}`);
  return words.join(" ");
}

/** The line that judges a stored history again. */
export function checkCommand(path: string): string {
  return `npx quintet check ${quote(path)}`;
}

/** An address without credentials and query: both may hold a token. */
export function safeUrl(text: string): string {
  const url = URL.parse(text);
  if (!url) return "(not a URL)";
  url.username = "";
  url.password = "";
  url.search = "";
  return url.toString();
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
