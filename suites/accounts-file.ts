import { writeFile } from "node:fs/promises";
import { mintToken, TOKEN_LIFE } from "../harness/crowd/tokens.ts";

/** Writes accounts `user-0` … as somebody supplies them, with tokens that a server of this secret takes. */
export async function writeAccounts(path: string, count: number, secret: string): Promise<void> {
  const times = { now: Date.now(), ttl: TOKEN_LIFE };
  const lines = Array.from({ length: count }, (_, at) => {
    const id = `user-${at}`;
    return JSON.stringify({ id, token: mintToken({ sub: id }, secret, times) });
  });
  await writeFile(path, lines.join("\n"), { mode: 0o600 });
}
