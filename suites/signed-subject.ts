import { createHmac } from "node:crypto";

/** Whose token (a JWT, HS256) it is, for servers with nothing of ours in them; null: nobody's, or out of date. */
export function signedSubject(token: string, secret: string): string | null {
  const [head = "", body = "", signature = ""] = token.split(".");
  const right = createHmac("sha256", secret).update(`${head}.${body}`).digest("base64url");
  if (signature !== right) return null;
  const { sub, exp } = JSON.parse(Buffer.from(body, "base64url").toString()) as {
    readonly sub: string;
    readonly exp: number;
  };
  return exp * 1_000 > Date.now() ? sub : null;
}
