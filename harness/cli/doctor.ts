import { checkLines } from "../../reports/checklist.ts";
import { plural } from "../../reports/figures.ts";
import { frameLines } from "../../reports/frames.ts";
import { asHarnessError } from "../errors/harness-error.ts";
import { type Examination, examineMachine } from "../rehearsal/examine.ts";
import { type Rehearsal, rehearse } from "../rehearsal/rehearse.ts";
import { takenAs } from "../rehearsal/taken-as.ts";
import { type TheirNames, theirNames } from "../rehearsal/their-names.ts";
import { type Cast, castCrowd } from "../run/cast.ts";
import type { Config } from "../run/config.ts";
import { loadConfig } from "../run/load-config.ts";
import { openTarget } from "../run/open-target.ts";
import { agentsTo } from "../run/route/agents-to.ts";
import { safeUrl } from "../run/replay.ts";
import { isAttached, resolveSettings, type Settings } from "../run/settings.ts";
import { unlessStopped } from "../run/stopper.ts";
import { checkVersion } from "../run/version-check.ts";
import { unlessInterrupted } from "./interrupt.ts";
import { type CrowdFlags, overlay } from "./options.ts";
import { listWidth } from "./page.ts";
import { say } from "./say.ts";

/** Milliseconds: a run is over after so long without a message. */
const QUIET = 2_000;

/** `quintet doctor`: what works here, up to one run told message by message. @returns 0 when all is well, 2 when not */
export async function doctorCommand(named: string | undefined, flags: CrowdFlags): Promise<0 | 2> {
  const { config } = await loadConfig(named, process.cwd());
  return await unlessInterrupted((signal) => examine(overlay(config, flags), signal));
}

async function examine(config: Config, signal: AbortSignal): Promise<0 | 2> {
  const settings = config.target ? resolveSettings(config) : null;
  const found = [...(await examineMachine(settings?.crowd ?? null))];
  signal.throwIfAborted();
  for (const one of found) show(one);
  if (settings === null) {
    const fix = "Name one: quintet doctor --url ws://host:port/path, or a config with `target`.";
    show({ what: "target", state: "note", found: "no target is named", fix });
  } else found.push(await examineTarget(settings, config, signal));
  return found.some(({ state }) => state === "ill") ? 2 : 0;
}

/** Reaches the target, checks its version, presents a token, performs one run. The first thing that fails ends it. */
async function examineTarget(
  settings: Settings,
  config: Config,
  signal: AbortSignal,
): Promise<Examination> {
  let what = "target";
  try {
    await using target = await openTarget(settings.target, {
      logFile: null,
      signal,
      execution: settings.nonce,
      environment: process.env,
    });
    show(
      well(what, `${safeUrl(target.url())} ${isAttached(settings.target) ? "named" : "started"}`),
    );
    if (settings.version) {
      what = "version";
      await checkVersion(settings.version, { signal, agentOf: await agentsTo(settings.target) });
      show(well(what, settings.version.expect));
    }
    what = "accounts";
    const crowd = { ...settings.crowd, users: 1, sentinels: 0, runsPerUser: 1, tabs: 1 };
    const cast = async (some: Settings): Promise<Cast> =>
      await unlessStopped(
        { signal },
        castCrowd(some, () => target.secret(), Date.now()),
      );
    // As many accounts as a real execution needs, and the first of them tried. A pipe is read once.
    const { accounts } = await cast(settings);
    const alone = { ...settings, crowd, accounts: settings.accounts && (() => accounts) };
    show(well(what, accountsFound(settings, config)));
    what = "token and one run";
    const { patience } = settings;
    const rehearsal = await rehearse({
      settings: alone,
      cast: await cast(alone),
      base: target.url(),
      runs: 1,
      quiet: QUIET,
      patience,
      signal,
    });
    return explain(rehearsal, settings);
  } catch (thrown) {
    signal.throwIfAborted();
    const { message, hint } = asHarnessError(thrown);
    const ill: Examination = { what, state: "ill", found: message, fix: hint };
    show(ill);
    return ill;
  }
}

function accountsFound(
  { accounts, crowd, dialect }: Settings,
  { accounts: given }: Config,
): string {
  const needed = crowd.users + crowd.sentinels;
  if (dialect.anonymous) return "none needed: the dialect sends no token";
  if (accounts === null) return `${needed} minted from the secret`;
  return `${needed} taken from ${typeof given === "function" ? "the config's function" : "what was supplied"}`;
}

/** Every message of the run, and whether it ended as the contract says. */
function explain(rehearsal: Rehearsal, { contract, dialect }: Settings): Examination {
  const names = theirNames(rehearsal.heard, rehearsal, dialect.description);
  const width = listWidth(process.stdout, process.env);
  for (const { at, text, messages } of rehearsal.heard) {
    const words = takenAs(messages, { ...rehearsal, names });
    for (const line of frameLines({ at, text, takenAs: words }, width)) say(line);
  }
  const ends = [...contract.terminal.success, ...contract.terminal.error];
  const result = judged(rehearsal, names, ends);
  show(result);
  return result;
}

function judged(
  { heard, closed, runs }: Rehearsal,
  names: TheirNames,
  terminal: readonly string[],
): Examination {
  const what = "token and one run";
  const events = heard
    .flatMap(({ messages }) => messages)
    .flatMap((message) => (message.kind === "event" ? [message.event] : []))
    .filter(({ run }) => run === null || names.has(run) || runs.some(({ id }) => id === run));
  const last = events.at(-1)?.type;
  if (last !== undefined && terminal.includes(last)) {
    return well(what, `token accepted, ${plural(events.length, "event")}, ended by ${last}`);
  }
  const found = closed
    ? `the server closed the connection with ${closed.code}`
    : events.length === 0
      ? `of ${plural(heard.length, "message")} none was taken as an event of the run`
      : `${plural(events.length, "event")}, and none ends the run (${terminal.join(", ")})`;
  const correct =
    "correct dialect and contract in the config: `quintet init` writes them from what it sees.";
  const fix = closed
    ? `The server's log may tell why. Where it did not understand what it was sent, ${correct}`
    : `C${correct.slice(1)}`;
  return { what, state: "ill", found, fix };
}

function well(what: string, found: string): Examination {
  return { what, state: "well", found, fix: null };
}

function show(one: Examination): void {
  for (const line of checkLines(one, listWidth(process.stdout, process.env))) say(line);
}
