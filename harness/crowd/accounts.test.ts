import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { loadAccounts, mintAccounts } from "./accounts.ts";

const TWO = { users: 1, sentinels: 1 };

test("reads NDJSON from a file: as many as are needed, in their order", async () => {
  const file = await accountsFile(
    '\uFEFF{"id":"amy","token":"a"}\r\n\n{"id":"bo","token":null}\n{"id":"cy"}\n',
  );
  expect(await loadAccounts({ file }, TWO)).toEqual([
    { id: "amy", token: "a" },
    { id: "bo", token: null },
  ]);
});

test("reads the same from an environment variable", async () => {
  const environment = { ACCOUNTS: '{"id":"amy","token":"a"}\n{"id":"bo","token":"b"}' };
  expect(await loadAccounts({ env: "ACCOUNTS" }, TWO, environment)).toHaveLength(2);
  await expect(loadAccounts({ env: "OTHER" }, TWO, environment)).rejects.toEqual(
    new HarnessError("bad-config", "accounts: the environment variable OTHER: it is not set."),
  );
});

test("asks a function for as many as are needed", async () => {
  expect(await loadAccounts(async (count) => issue(count), TWO)).toEqual(issue(2));
});

test("too few accounts: says how many are needed, and how many there are", async () => {
  const file = await accountsFile('{"id":"amy","token":"a"}');
  await expect(loadAccounts({ file }, { users: 5, sentinels: 2 })).rejects.toEqual(
    new HarnessError(
      "too-few-accounts",
      `5 users and 2 sentinels need 7 accounts, and ${file} has 1.`,
      { hint: "Supply 6 more, or make do with these: --users 1 --sentinels 0." },
    ),
  );
});

test.for([
  [0, { users: 1, sentinels: 0 }, 'Supply 1, one {"id","token"} a line.'],
  [3, { users: 5, sentinels: 2 }, "Supply 4 more, or make do with these: --users 2 --sentinels 1."],
  [
    9,
    { users: 10, sentinels: 5 },
    "Supply 6 more, or make do with these: --users 7 --sentinels 2.",
  ],
  [
    9,
    { users: 10, sentinels: 0 },
    "Supply 1 more, or make do with these: --users 9 --sentinels 0.",
  ],
] as const)(
  "%i accounts are enough for a smaller crowd, and the flags are told",
  async ([has, demand, hint]) => {
    await expect(loadAccounts(() => issue(has), demand)).rejects.toMatchObject({ hint });
  },
);

test("more than are needed are no harm: the first are taken", async () => {
  expect(await loadAccounts(() => issue(10), TWO)).toEqual(issue(2));
});

test("a missing file is named, and what may stand in its place", async () => {
  await expect(loadAccounts({ file: "/nowhere/accounts.ndjson" }, TWO)).rejects.toMatchObject({
    code: "file-missing",
    message: "The accounts file /nowhere/accounts.ndjson cannot be read (ENOENT).",
    hint: expect.stringContaining("QUINTET_ACCOUNTS"),
  });
});

test.each([
  ["no JSON", '{"id":"bo","token":"s3cret'],
  ["no id", '{"token":"s3cret"}'],
  ["an empty id", '{"id":"","token":"s3cret"}'],
  ["an empty token", '{"id":"bo","token":""}'],
  ["a number for a token", '{"id":"bo","token":7}'],
  ["a list", '["bo","s3cret"]'],
  ["null", "null"],
])("%s: the line is named, and no token shown", async (_name, line) => {
  const environment = { ACCOUNTS: `{"id":"amy","token":"a"}\n${line}` };
  await expect(loadAccounts({ env: "ACCOUNTS" }, TWO, environment)).rejects.toEqual(
    new HarnessError(
      "bad-config",
      'accounts: the environment variable ACCOUNTS: line 2 is not of the shape {"id": "…", "token": "…"}.',
    ),
  );
});

test("a misspelt token is no account without one", async () => {
  const environment = { ACCOUNTS: '{"id":"amy","tokn":"s3cret"}' };
  await expect(loadAccounts({ env: "ACCOUNTS" }, TWO, environment)).rejects.toEqual(
    new HarnessError(
      "bad-config",
      'accounts: the environment variable ACCOUNTS: line 1 has no "token", and a "tokn".',
    ),
  );
});

test("two accounts of one id are refused: their events could not be told apart", async () => {
  const twice = [
    { id: "amy", token: "a" },
    { id: "amy", token: "b" },
  ];
  await expect(loadAccounts(() => twice, TWO)).rejects.toEqual(
    new HarnessError(
      "bad-config",
      'accounts: the accounts function: the id "amy" stands twice, in entry 1 and in entry 2.',
    ),
  );
});

test("two accounts of one token are refused without showing it, also beyond those needed", async () => {
  const file = await accountsFile(
    '{"id":"amy","token":"s3cret"}\n{"id":"bo","token":"b"}\n\n{"id":"cy","token":"s3cret"}',
  );
  await expect(loadAccounts({ file }, TWO)).rejects.toEqual(
    new HarnessError(
      "bad-config",
      `accounts: ${file}: one token stands twice, in line 1 and in line 4.`,
    ),
  );
});

test("accounts without a token may be many", async () => {
  const none = ["amy", "bo"].map((id) => ({ id, token: null }));
  expect(await loadAccounts(() => none, TWO)).toEqual(none);
});

test("what a function throws is told without its tokens", async () => {
  await expect(loadAccounts(fail, TWO)).rejects.toEqual(
    new HarnessError("bad-config", "accounts: the accounts function: it threw: 401 for …."),
  );
  await expect(loadAccounts(() => null as never, TWO)).rejects.toEqual(
    new HarnessError("bad-config", "accounts: the accounts function: it gave no list."),
  );
});

test("mints one token a user, from the user's own claims, for as long as is asked", () => {
  const users = ["amy", "bo"].map((id) => ({ id, claims: { sub: id, name: id } }));
  const accounts = mintAccounts(users, "secret", { now: 1_700_000_000_000, ttl: 60_000 });
  expect(accounts.map(({ id }) => id)).toEqual(["amy", "bo"]);
  const claims = accounts.map(({ token }) => {
    const payload = Buffer.from(token?.split(".")[1] ?? "", "base64url").toString();
    const { sub, iat, exp } = JSON.parse(payload) as { sub: string; iat: number; exp: number };
    return [sub, exp - iat];
  });
  expect(claims).toEqual([
    ["amy", 60],
    ["bo", 60],
  ]);
});

async function accountsFile(text: string): Promise<string> {
  const file = join(temporaryFolder(), "accounts.ndjson");
  await writeFile(file, text);
  return file;
}

function issue(count: number): { id: string; token: string }[] {
  return Array.from({ length: count }, (_, at) => ({ id: `u${at}`, token: `t${at}` }));
}

function fail(): never {
  throw new Error("401 for eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl");
}
