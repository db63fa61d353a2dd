import { list } from "../../reports/figures.ts";
import { frameLines } from "../../reports/frames.ts";
import { milliseconds } from "../contract/duration.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Auth } from "../dialects/json-connect.ts";
import { json } from "../dialects/json.ts";
import type { Template } from "../dialects/json-template.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { type CiJob, ciJob, type Forge, SUITE } from "../rehearsal/ci-job.ts";
import { contractSeen } from "../rehearsal/contract-seen.ts";
import { infer, type Sketch } from "../rehearsal/infer.ts";
import { refusalIn } from "../rehearsal/refusal.ts";
import { type Heard, type Rehearsal, rehearse } from "../rehearsal/rehearse.ts";
import { takenAs } from "../rehearsal/taken-as.ts";
import { theirNames } from "../rehearsal/their-names.ts";
import { configText, URL_VARIABLE } from "../rehearsal/write-config.ts";
import { castCrowd } from "../run/cast.ts";
import { defined } from "../run/defined.ts";
import { openTarget } from "../run/open-target.ts";
import { addressSecrets } from "../run/handshake-secrets.ts";
import { safeUrl } from "../run/replay.ts";
import { resolveSettings } from "../run/settings.ts";
import type { ExitCode } from "../verdict/exit-code.ts";
import { unlessInterrupted } from "./interrupt.ts";
import { listWidth } from "./page.ts";
import { say } from "./say.ts";
import { writeFileOnce } from "./write-file.ts";

export interface InitFlags {
  readonly url: string;
  readonly send?: string;
  readonly auth?: string;
  readonly accounts?: string;
  readonly proxy?: string;
  readonly ca?: string;
  readonly ci?: Forge;
  readonly quiet: string;
  readonly patience: string;
  readonly force?: boolean;
}

const RUNS = 2;

/**
 * `quintet init`: performs two runs, shows every message, and writes what it learnt. Overwrites nothing unless
 * told to, and writes nothing once it is interrupted.
 */
export async function initCommand(flags: InitFlags): Promise<ExitCode> {
  return await unlessInterrupted((signal) => learn(flags, signal));
}

async function learn(flags: InitFlags, signal: AbortSignal): Promise<0> {
  demandWebSocket(flags.url);
  const auth = readAuth(flags.auth ?? "bearer");
  const start = flags.send === undefined ? null : readTemplate(flags.send);
  const rehearsal = await perform(flags, { auth, start }, signal);
  signal.throwIfAborted();
  const sketch = infer(rehearsal.heard, rehearsal);
  if (sketch === null) {
    showAll(rehearsal, rehearsal.heard, {});
    throw new HarnessError("silent", nothingSeen(rehearsal), {
      hint: rehearsal.heard.some(({ after }) => after > 0) ? UNREADABLE : unanswered(flags.send),
    });
  }
  show(rehearsal, sketch);
  demandRuns(rehearsal, sketch, flags);
  demandOneEnd(sketch);
  const { url, accounts = null } = flags;
  const secretive = addressSecrets(url).length > 0;
  const config = configText({ url: safeUrl(url), secretive, auth, start, accounts, sketch });
  const files: readonly CiJob[] = [
    { path: "quintet.config.ts", text: config },
    SUITE,
    ...(flags.ci ? [ciJob(flags.ci)] : []),
  ];
  const kept = await writeAll(files, flags.force ?? false);
  if (secretive)
    say(`\nThe address holds a secret and is not written: name it in ${URL_VARIABLE}.`);
  say(kept.length === 0 ? NEXT : keptWords(kept));
  return 0;
}

const NEXT = "\nNext: look at quintet.config.ts, then `npx quintet doctor` and `npx quintet run`.";

/** @returns those that were there before and say something else */
async function writeAll(files: readonly CiJob[], force: boolean): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const file of files) {
    const fate = await writeFileOnce(file, { force });
    say(`${fate === "wrote" ? "wrote" : "kept "} ${file.path}`);
    if (fate === "kept") kept.push(file.path);
  }
  return kept;
}

function keptWords(paths: readonly string[]): string {
  const them = paths.length === 1 ? "it" : "them";
  return `\nWhat was seen now is not what stands in ${list(paths)}: move ${them} away and start again, or say --force to overwrite ${them}.`;
}

async function perform(
  { url, accounts, proxy, ca, quiet, patience }: InitFlags,
  { auth, start }: { readonly auth: Auth; readonly start: Template | null },
  signal: AbortSignal,
): Promise<Rehearsal> {
  const settings = resolveSettings({
    target: { url, ...defined({ proxy, ca }) },
    dialect: { json: { auth, ...(start !== null && { start }) } },
    crowd: { users: 1, sentinels: 0, runsPerUser: RUNS, prompts: "plain" },
    ...(accounts !== undefined && { accounts: { file: accounts } }),
  });
  await using target = await openTarget(settings.target, {
    logFile: null,
    signal,
    execution: settings.nonce,
    environment: process.env,
  });
  const cast = await castCrowd(settings, () => target.secret(), Date.now());
  say(`Quintet starts ${RUNS} agent runs as one user on ${URL.parse(url)?.host ?? url}.\n`);
  return await rehearse({
    settings,
    cast,
    base: target.url(),
    runs: RUNS,
    quiet: milliseconds(quiet) ?? 0,
    patience: milliseconds(patience) ?? 0,
    signal,
  });
}

/** Of an address that is none at all something else is told. */
function demandWebSocket(url: string): void {
  if (!/^https?:\/\//i.test(url)) return;
  throw new HarnessError(
    "bad-url",
    `init speaks WebSocket, and ${safeUrl(url)} is not a ws:// or wss:// address.`,
    {
      hint: "Give the address that clients open as a WebSocket. A server that streams over HTTP needs a config by hand: docs/dialects/ag-ui.md shows one.",
    },
  );
}

/** It answered: asking it otherwise would not help. */
const UNREADABLE =
  "It answered, as is shown above; init reads JSON objects in which one field tells by a word what kind of message it is. Write a dialect of your own (docs/dialects/own.md): a few lines that turn these messages into such.";

function unanswered(send: string | undefined): string {
  return `${asked(send)} Say how a run is started in your server's words: --send '{"op":"chat","msg":"{prompt}","id":"{run}"}', and --auth if the token goes elsewhere. A server that wants a login in a message needs a config by hand (docs/dialects/json.md).`;
}

/** Every message as the new config will take it. */
function show(rehearsal: Rehearsal, sketch: Sketch): void {
  const dialect = dialectSeen(sketch);
  const { doubts } = sketch;
  const heard = rehearsal.heard.map((one) => ({ ...one, messages: dialect.receive(one.text) }));
  showAll(rehearsal, heard, dialect.description);
  say("");
  for (const doubt of doubts) say(`  note  ${doubt}`);
  if (doubts.length > 0) say("");
}

function showAll(
  rehearsal: Rehearsal,
  heard: readonly Heard[],
  description: Pick<Dialect["description"], "runIds">,
): void {
  const names = theirNames(heard, rehearsal, description);
  const width = listWidth(process.stdout, process.env);
  for (const { at, text, messages } of heard) {
    const words = takenAs(messages, { ...rehearsal, names });
    for (const line of frameLines({ at, text, takenAs: words }, width)) say(line);
  }
}

/** @throws HarnessError `silent` where what came is refusals */
function demandRuns(rehearsal: Rehearsal, sketch: Sketch, { send }: InitFlags): void {
  const why = refusalIn(rehearsal.heard, rehearsal, sketch);
  if (why === null) return;
  throw new HarnessError("silent", why, {
    hint: `${unanswered(send)} Where it refuses who asks, --accounts names an identity that may.`,
  });
}

function dialectSeen({ receive, runIds, sequences }: Sketch): Dialect {
  return json({ receive, runIds, events: [...new Set(sequences.flat())] });
}

/** A contract needs to know what ends a run. */
function demandOneEnd({ sequences }: Sketch): void {
  if (contractSeen(sequences).terminal !== null) return;
  const ends = sequences.map((types) => types.at(-1) ?? "nothing").join(" and with ");
  throw new HarnessError("silent", `The runs ended differently: with ${ends}.`, {
    hint: "A run counts as over when nothing comes for --quiet: try a longer one, such as --quiet 10s.",
  });
}

/** What the server was sent, so that its author sees why it did not understand. */
function asked(send: string | undefined): string {
  const message =
    send ??
    '{"type":"user_message","run_id":"{run}","thread_id":"{thread}","payload":{"content":"{prompt}"}}';
  return `It was sent ${message}${send === undefined ? ", the default" : ""}.`;
}

/** The code of a connection that was cut, without a word of why. */
const CUT = 1006;

function nothingSeen({ heard, closed }: Rehearsal): string {
  if (closed?.code === CUT) {
    return "The server cut the connection before it said anything: its log may tell why.";
  }
  if (closed)
    return `The server closed the connection with ${closed.code} before it said anything.`;
  return heard.length === 0
    ? "The server took the messages and said nothing."
    : `Of ${heard.length} messages that came none is a JSON object with a type.`;
}

function readTemplate(text: string): Template {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Template;
  } catch {
    // Told below.
  }
  throw new HarnessError("bad-usage", `--send is no JSON object: ${text}`, {
    hint: `Quote it for the shell: --send '{"op":"chat","msg":"{prompt}","id":"{run}"}'`,
  });
}

function readAuth(text: string): Auth {
  if (text === "bearer" || text === "subprotocol" || text === "none") return text;
  const [, how, name] = /^(query|cookie):(.+)$/.exec(text) ?? [];
  if (name !== undefined) return how === "query" ? { query: name } : { cookie: name };
  throw new HarnessError("bad-usage", `--auth does not know "${text}".`, {
    hint: "Say bearer, subprotocol, query:<name>, cookie:<name> or none; more is possible in a config.",
  });
}
