import { readFile } from "node:fs/promises";
import { HarnessError } from "../errors/harness-error.ts";
import type { PlannedUser } from "../plan/plan.ts";
import { masked } from "./masked.ts";
import { TOKEN_LIFE, mintToken } from "./tokens.ts";

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
  now: number,
): readonly Account[] {
  return users.map(({ id, claims }) => ({
    id,
    token: mintToken(claims, secret, { now, ttl: TOKEN_LIFE }),
  }));
}

/**
 * Exactly as many supplied accounts as are needed, in the order supplied. No token stands in any error.
 *
 * @throws HarnessError `file-missing`, `bad-config` (names the line), `too-few-accounts`
 */
export async function loadAccounts(
  source: AccountsSource,
  demand: Demand,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<readonly Account[]> {
  const needed = demand.users + demand.sentinels;
  const [name, accounts] = await supply(source, needed, environment);
  const seen = new Set<string>();
  for (const { id } of accounts) {
    if (seen.has(id)) throw bad(name, `the id "${id}" stands twice`);
    seen.add(id);
  }
  if (accounts.length >= needed) return accounts.slice(0, needed);
  throw new HarnessError(
    "too-few-accounts",
    `${demand.users} users and ${demand.sentinels} sentinels need ${needed} accounts, and ${name} has ${accounts.length}.`,
  );
}

async function supply(
  source: AccountsSource,
  needed: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly [name: string, readonly Account[]]> {
  if (typeof source === "function") return ["the accounts function", await ask(source, needed)];
  if ("file" in source) return [source.file, parseLines(source.file, await read(source.file))];
  const name = `the environment variable ${source.env}`;
  const text = environment[source.env];
  if (text === undefined) throw bad(name, "it is not set");
  return [name, parseLines(name, text)];
}

async function ask(
  source: Extract<AccountsSource, (count: number) => unknown>,
  needed: number,
): Promise<readonly Account[]> {
  let answer: unknown;
  try {
    answer = await source(needed);
  } catch (error) {
    throw bad("the accounts function", `it threw: ${masked(error)}`);
  }
  if (!Array.isArray(answer)) throw bad("the accounts function", "it gave no list");
  return answer.map((entry, index) =>
    account(entry, "the accounts function", `entry ${index + 1}`),
  );
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new HarnessError("file-missing", `The accounts file ${file} cannot be read (${why}).`);
  }
}

function parseLines(name: string, text: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    accounts.push(account(parse(line), name, `line ${index + 1}`));
  }
  return accounts;
}

/** The parser's own message would quote the line, token and all. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function account(entry: unknown, name: string, where: string): Account {
  if (typeof entry === "object" && entry !== null && "id" in entry) {
    const { id, token = null } = entry as { id: unknown; token?: unknown };
    const usable = token === null || (typeof token === "string" && token !== "");
    if (typeof id === "string" && id !== "" && usable) return { id, token };
  }
  throw bad(name, `${where} is not of the shape {"id": "…", "token": "…"}`);
}

function bad(name: string, what: string): HarnessError {
  return new HarnessError("bad-config", `accounts: ${name}: ${what}.`);
}
