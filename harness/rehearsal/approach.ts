import type { Auth } from "../dialects/json-connect.ts";
import type { JsonOptions } from "../dialects/json.ts";
import type { Template } from "../dialects/json-template.ts";

/** How a server is asked: what somebody has to say, since nothing that it answers would tell. */
export interface Approach {
  readonly transport: "websocket" | "sse";
  readonly auth: Auth;
  /** First message on the socket, with `{token}` or `{user}`. */
  readonly login: Template | null;
  readonly start: Template | null;
}

/** The same as options of the dialect; as few as possible, since they stand in a config. */
export function askingHalf({ transport, auth, login, start }: Approach): JsonOptions {
  return {
    ...(transport === "sse" && { transport }),
    ...loginHalf(auth, login),
    ...(start !== null && { start }),
  };
}

function loginHalf(auth: Auth, login: Template | null): JsonOptions {
  if (login !== null && holdsToken(login)) return { auth: { firstFrame: login } };
  return {
    ...(auth !== "bearer" && { auth }),
    ...(login !== null && { connect: { login: [login] } }),
  };
}

export function holdsToken(login: Template): boolean {
  return JSON.stringify(login).includes("{token}");
}
