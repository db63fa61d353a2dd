import { HarnessError } from "../errors/harness-error.ts";
import type { PlannedUser } from "../plan/plan.ts";
import { masked } from "./masked.ts";
import { readGiven } from "./read-given.ts";
import { type MintTimes, mintToken } from "./tokens.ts";

/** Who may connect, and as whom. The token is a secret; null: this account presents none. */
export interface Account {
  readonly id: string;
  readonly token: string | null;
}

/** Accounts that somebody supplies: a file or an environment variable with NDJSON, or a function. */
export type AccountsSource =
  | { readonly file: string }
  | { readonly env: string }
  | ((count: number) => Promise<readonly Account[]> | readonly Account[]);

export interface Demand {
  readonly users: number;
  readonly sentinels: number;
}

/** Accounts for every user of a plan, signed with one secret. */
export function mintAccounts(
  users: readonly Pick<PlannedUser, "id" | "claims">[],
  secret: string,
  times: MintTimes,
): readonly Account[] {
  return users.map(({ id, claims }) => ({
    id,
    token: mintToken(claims, secret, times),
  }));
}

/**
 * Exactly as many supplied accounts as are needed, in the order supplied; more are welcome and not used. No
 * token stands in any error.
 *
 * @throws HarnessError `file-missing`, `bad-config` (names the line), `too-few-accounts` (names the flags)
 */
export async function loadAccounts(
  source: AccountsSource,
  demand: Demand,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<readonly Account[]> {
  const needed = demand.users + demand.sentinels;
  const { name, entries } = await supply(source, needed, environment);
  demandDistinct(name, entries);
  const accounts = entries.map(({ account }) => account);
  if (accounts.length >= needed) return accounts.slice(0, needed);
  const users = counted(demand.users, "user");
  const sentinels = counted(demand.sentinels, "sentinel");
  throw new HarnessError(
    "too-few-accounts",
    `${users} and ${sentinels} need ${counted(needed, "account")}, and ${name} has ${accounts.length}.`,
    { hint: smaller(accounts.length, demand) },
  );
}

/** Two users of one id or token could not be told apart: each would be given what belongs to the other. */
function demandDistinct(name: string, entries: readonly Entry[]): void {
  const ids = new Map<string, string>();
  const tokens = new Map<string, string>();
  for (const { account, where } of entries) {
    const { id, token } = account;
    const sameId = ids.get(id);
    if (sameId !== undefined) {
      throw bad(name, `the id "${id}" stands twice, in ${sameId} and in ${where}`);
    }
    ids.set(id, where);
    if (token === null) continue;
    const sameToken = tokens.get(token);
    if (sameToken !== undefined) {
      throw bad(name, `one token stands twice, in ${sameToken} and in ${where}`);
    }
    tokens.set(token, where);
  }
}

/** The flags with which those that there are suffice. */
function smaller(has: number, { users, sentinels }: Demand): string {
  if (has === 0) return `Supply ${users + sentinels}, one {"id","token"} a line.`;
  const watching = has === 1 ? 0 : Math.min(sentinels, Math.max(1, Math.floor(has / 4)));
  return `Supply ${users + sentinels - has} more, or make do with these: --users ${has - watching} --sentinels ${watching}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** An account, and where it stands in what was supplied. */
interface Entry {
  readonly account: Account;
  readonly where: string;
}

interface Supply {
  readonly name: string;
  readonly entries: readonly Entry[];
}

async function supply(
  source: AccountsSource,
  needed: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Supply> {
  if (typeof source === "function") return await ask(source, needed);
  if ("file" in source) return parseLines(source.file, await read(source.file));
  const name = `the environment variable ${source.env}`;
  const text = environment[source.env];
  if (text === undefined) throw bad(name, "it is not set");
  return parseLines(name, text);
}

async function ask(
  source: Extract<AccountsSource, (count: number) => unknown>,
  needed: number,
): Promise<Supply> {
  const name = "the accounts function";
  let answer: unknown;
  try {
    answer = await source(needed);
  } catch (error) {
    throw bad(name, `it threw: ${masked(error)}`);
  }
  if (!Array.isArray(answer)) throw bad(name, "it gave no list");
  return { name, entries: answer.map((one, at) => entry(one, name, `entry ${at + 1}`)) };
}

async function read(file: string): Promise<string> {
  try {
    return await readGiven(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new HarnessError("file-missing", `The accounts file ${file} cannot be read (${why}).`, {
      hint: "Check the path: it is taken relative to the current folder. Where there is none, as in CI, the variable QUINTET_ACCOUNTS with the same lines stands in for that of a config.",
    });
  }
}

function parseLines(name: string, text: string): Supply {
  const entries: Entry[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    entries.push(entry(parse(line), name, `line ${index + 1}`));
  }
  return { name, entries };
}

/** The parser's own message would quote the line, token and all. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function entry(given: unknown, name: string, where: string): Entry {
  if (typeof given === "object" && given !== null && "id" in given) {
    const { id, token = null } = given as { id: unknown; token?: unknown };
    const other = Object.keys(given).find((key) => key !== "id");
    // Connecting without a token that is there, under a misspelt name, would judge strangers.
    if (!("token" in given) && other !== undefined) {
      throw bad(name, `${where} has no "token", and a "${other.slice(0, 40)}"`);
    }
    const usable = token === null || (typeof token === "string" && token !== "");
    if (typeof id === "string" && id !== "" && usable) return { account: { id, token }, where };
  }
  throw bad(name, `${where} is not of the shape {"id": "…", "token": "…"}`);
}

function bad(name: string, what: string): HarnessError {
  return new HarnessError("bad-config", `accounts: ${name}: ${what}.`);
}
