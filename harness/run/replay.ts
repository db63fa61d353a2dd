import { ATTACHED, STARTED } from "./defaults.ts";
import { isAttached, type Settings } from "./settings.ts";

/**
 * The command that does the same again: same seed, same shape. Secrets are never shown.
 * Null: the target stands in no file that a command could name.
 */
export function replayCommand(settings: Settings, configFile: string | null): string | null {
  const target = targetWords(settings, configFile);
  if (target === null) return null;
  const { crowd, seed } = settings;
  return [
    "npx quintet",
    ...target,
    `--seed ${quote(seed)} --users ${crowd.users} --sentinels ${crowd.sentinels}`,
    crowd.duration === null
      ? `--runs-per-user ${crowd.runsPerUser}`
      : `--duration ${crowd.duration}ms`,
    ...unusual(settings),
  ].join(" ");
}

function targetWords(
  { target, accounts }: Settings,
  configFile: string | null,
): readonly string[] | null {
  if ("demo" in target)
    return ["demo", ...(target.demo === "container" ? ["--target container"] : [])];
  // Named beside a config, too: a flag may have replaced what the config says.
  const address = isAttached(target) && isPublic(target.url, configFile) ? target.url : null;
  if (configFile === null && address === null) return null;
  return [
    "run",
    ...(configFile === null ? [] : [quote(configFile)]),
    ...(address === null ? [] : [`--url ${quote(safeUrl(address))}`]),
    ...(accounts !== null && "file" in accounts ? [`--accounts ${quote(accounts.file)}`] : []),
  ];
}

/** Whether an address can stand in a command: where a config knows it whole, a shortened one would hide it. */
function isPublic(url: string, configFile: string | null): boolean {
  return configFile === null || safeUrl(url) === URL.parse(url)?.href;
}

/** Flags of what differs from its default. */
function unusual({
  crowd,
  history,
  target,
  patience,
  linger,
  timeout,
}: Settings): readonly string[] {
  const defaults = isAttached(target) ? ATTACHED : STARTED;
  const flags: readonly (readonly [flag: string, value: string | number | null, usual: unknown])[] =
    [
      ["--tabs", crowd.tabs, 1],
      ["--runs-at-once", crowd.runsAtOnce, 1],
      ["--max-open-runs", crowd.maxOpenRuns, defaults.crowd.maxOpenRuns],
      ["--connect-rate", crowd.connectRate, defaults.connectRate],
      ["--patience", `${patience}ms`, `${defaults.patience}ms`],
      ["--linger", `${linger}ms`, `${defaults.linger}ms`],
      ["--history", history, "full"],
      ["--timeout", timeout === null ? null : `${timeout}ms`, null],
    ];
  return flags.flatMap(([flag, value, usual]) =>
    value === null || value === usual ? [] : [`${flag} ${value}`],
  );
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
