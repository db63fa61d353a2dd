import { expect, test } from "vitest";
import { castCrowd, castIdentities } from "./cast.ts";
import { resolveSettings, type Settings } from "./settings.ts";

const NOW = 1_700_000_000_000;
const HOUR = 3_600;

function settingsOf(duration?: string): Settings {
  const crowd = { users: 2, sentinels: 1, ...(duration !== undefined && { duration }) };
  return resolveSettings({ crowd, seed: "s" }, { demo: "process" });
}

/** Seconds for which a token is worth something. */
function lifeOf(token: string | null): number {
  const payload = Buffer.from(token?.split(".")[1] ?? "", "base64url").toString();
  const { iat, exp } = JSON.parse(payload) as { readonly iat: number; readonly exp: number };
  return exp - iat;
}

test.each([
  ["an hour", undefined, HOUR],
  ["an hour longer than a soak", "2h", 3 * HOUR],
])("minted tokens last %s, whoever of the crowd is planned here", async (_what, duration, life) => {
  const settings = settingsOf(duration);
  for (const cast of [castCrowd, castIdentities]) {
    const { accounts } = await cast(settings, () => "secret", NOW);
    expect(accounts.map(({ token }) => lifeOf(token))).toEqual([life, life, life]);
  }
});

test("the accounts of a crowd and of its identities are the same", async () => {
  const settings = settingsOf();
  const ids = async (cast: typeof castCrowd | typeof castIdentities) =>
    (await cast(settings, () => "secret", NOW)).accounts.map(({ id }) => id);
  expect(await ids(castIdentities)).toEqual(await ids(castCrowd));
});
