import { type Duration, milliseconds } from "../contract/duration.ts";
import type { Config, UrlTarget } from "./config.ts";
import { ATTACHED, STARTED } from "./defaults.ts";
import { shownProxy } from "./route/proxy-rules.ts";
import { type DemoTarget, isAttached, type Settings } from "./settings.ts";

/** How an execution was asked for, beside its settings. */
export interface Origin {
  /** The file that the config came from; null: none. */
  readonly configFile: string | null;
  /** What that file says, without any flag: what came from a flag must be named. */
  readonly own?: Config | undefined;
  /** It was a gate's: what that was compared with; undefined: it was none. */
  readonly gate?: { readonly baseline: string | null } | undefined;
}

/**
 * The command that does the same again: same seed, same shape, same rules. Secrets are never shown.
 * Null: the target stands in no file that a command could name.
 */
export function replayCommand(settings: Settings, origin: Origin): string | null {
  const target = targetWords(settings, origin);
  if (target === null) return null;
  const { crowd, seed } = settings;
  return [
    "npx quintet",
    ...target,
    `--seed ${quote(seed)} --users ${crowd.users} --sentinels ${crowd.sentinels}`,
    crowd.duration === null
      ? `--runs-per-user ${crowd.runsPerUser}`
      : `--duration ${crowd.duration}ms`,
    ...unusual(settings, origin.own ?? {}),
    ...gateWords(settings, origin),
  ].join(" ");
}

function targetWords(
  { target, accounts }: Settings,
  { configFile, own = {}, gate }: Origin,
): readonly string[] | null {
  if ("demo" in target) return demoWords(target);
  // Named beside a config, too: a flag may have replaced what the config says.
  const address =
    isAttached(target) && mustBeNamed(target.url, configFile, own) ? target.url : null;
  if (configFile === null && address === null) return null;
  return [
    gate === undefined ? "run" : "gate",
    ...(configFile === null ? [] : [quote(configFile)]),
    ...(address === null ? [] : [`--url ${quote(safeUrl(address))}`]),
    ...routeWords(target, own),
    ...(accounts !== null && "file" in accounts ? [`--accounts ${quote(accounts.file)}`] : []),
  ];
}

function demoWords({ demo, fault }: DemoTarget): readonly string[] {
  return [
    "demo",
    ...(demo === "container" ? ["--target container"] : []),
    ...(fault === undefined ? [] : [`--fault ${fault}`]),
  ];
}

/** An address that a config knows whole is not named shortened, which would hide it. Any other is, as far as it may be shown. */
function mustBeNamed(url: string, configFile: string | null, { target }: Config): boolean {
  if (configFile === null || safeUrl(url) === URL.parse(url)?.href) return true;
  return target === undefined || !isAttached(target) || target.url !== url;
}

/** How an address is reached, where the config does not say so itself. */
function routeWords(target: Settings["target"], own: Config): readonly string[] {
  if (!isAttached(target)) return [];
  const { ca, proxy } = target;
  const known = ownTarget(own);
  return [
    ...(ca === undefined || ca === known.ca ? [] : [`--ca ${quote(ca)}`]),
    ...(proxy === undefined || proxy === known.proxy
      ? []
      : [`--proxy ${quote(shownProxy(proxy))}`]),
  ];
}

function ownTarget({ target }: Config): Partial<UrlTarget> {
  return target !== undefined && isAttached(target) ? target : {};
}

/** What only a gate takes. */
function gateWords({ target, version }: Settings, { own = {}, gate }: Origin): readonly string[] {
  if (gate === undefined) return [];
  const wait = isAttached(target) ? target.timeout : undefined;
  return [
    ...(wait === undefined || wait === ownTarget(own).timeout
      ? []
      : [`--wait ${quote(String(wait))}`]),
    ...(version === null ? [] : [`--expect-version ${quote(version.expect)}`]),
    ...(gate.baseline === null ? [] : [`--baseline ${quote(gate.baseline)}`]),
  ];
}

type Value = string | number | null;

/** Flags of what differs from its default, or from what the config says itself. */
function unusual(
  { crowd, history, target, patience, linger, timeout, workers }: Settings,
  own: Config,
): readonly string[] {
  const defaults = isAttached(target) ? ATTACHED : STARTED;
  const flags: readonly (readonly [
    flag: string,
    value: Value,
    usual: Value,
    said?: Value | undefined,
  ])[] = [
    ["--tabs", crowd.tabs, 1, own.crowd?.tabs],
    ["--runs-at-once", crowd.runsAtOnce, 1, own.crowd?.runsAtOnce],
    ["--max-open-runs", crowd.maxOpenRuns, defaults.crowd.maxOpenRuns, own.crowd?.maxOpenRuns],
    ["--connect-rate", crowd.connectRate, defaults.connectRate, own.crowd?.connectRate],
    ["--workers", workers, 1, own.workers],
    ["--patience", inWords(patience), inWords(defaults.patience), inWords(own.patience)],
    ["--linger", inWords(linger), inWords(defaults.linger), inWords(own.linger)],
    ["--history", history, "full", own.history],
    ["--timeout", inWords(timeout), null, inWords(own.timeout)],
  ];
  return flags.flatMap(([flag, value, usual, said]) =>
    value === null || (value === usual && value === (said ?? value)) ? [] : [`${flag} ${value}`],
  );
}

/** A time as a flag takes it; null: there is none. */
function inWords(time: Duration | null | undefined): string | null {
  const value = time == null ? null : milliseconds(time);
  return value === null ? null : `${value}ms`;
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
