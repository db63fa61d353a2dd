import type { Auth } from "../dialects/json-connect.ts";
import type { Template } from "../dialects/json-template.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { looksRandom, namesSecret } from "../ownership/secret-names.ts";
import { leavesOf } from "../rehearsal/leaves.ts";
import { type Approach, holdsToken } from "../rehearsal/approach.ts";

export interface ApproachFlags {
  readonly url: string;
  readonly send?: string;
  readonly login?: string;
  readonly auth?: string;
}

const START = '{"op":"chat","msg":"{prompt}","id":"{run}"}';
const LOGIN = '{"op":"auth","token":"{token}"}';

/** How `init` asks a server. @throws HarnessError `bad-usage` */
export function readApproach({ url, send, login, auth }: ApproachFlags): Approach {
  const approach: Approach = {
    transport: /^https?:\/\//i.test(url) ? "sse" : "websocket",
    auth: readAuth(auth ?? "bearer"),
    login: login === undefined ? null : readTemplate("--login", login, LOGIN),
    start: send === undefined ? null : readTemplate("--send", send, START),
  };
  if (approach.login === null) return approach;
  if (approach.transport === "sse") {
    throw new HarnessError(
      "bad-usage",
      "--login is for a WebSocket: requests have no first message.",
      {
        hint: "Say with --auth where each request carries the token: bearer, query:<name> or cookie:<name>.",
      },
    );
  }
  if (holdsSecret(approach.login)) {
    throw new HarnessError(
      "bad-usage",
      "--login holds a secret itself, and would stand in the config.",
      {
        hint: "Write {token} in its place, and name the identity by --accounts.",
      },
    );
  }
  if (auth !== undefined && holdsToken(approach.login)) {
    throw new HarnessError("bad-usage", "--login with {token} and --auth exclude each other.", {
      hint: "The token goes to one place: leave --auth away, or {token}.",
    });
  }
  return approach;
}

/** Shorter ones are words, such as "bearer". */
const LEAST = 8;

function holdsSecret(login: Template): boolean {
  return leavesOf(Object.fromEntries(Object.entries(login))).some(
    ({ path, value }) =>
      typeof value === "string" &&
      !/\{(token|user)\}/.test(value) &&
      (looksRandom(value) || (namesSecret(path) && value.length >= LEAST)),
  );
}

/** Over server-sent events AG-UI is what is tried where nobody says otherwise. */
export function speaksAgUi({ transport, start }: Approach): boolean {
  return transport === "sse" && start === null;
}

function readTemplate(flag: string, text: string, example: string): Template {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Template;
  } catch {
    // Told below.
  }
  throw new HarnessError(
    "bad-usage",
    `${flag} is no JSON object${flag === "--login" ? "." : `: ${text}`}`,
    {
      hint: `Quote it for the shell: ${flag} '${example}'`,
    },
  );
}

function readAuth(text: string): Auth {
  if (text === "bearer" || text === "subprotocol" || text === "none") return text;
  const [, how, name] = /^(query|cookie):(.+)$/.exec(text) ?? [];
  if (name !== undefined) return how === "query" ? { query: name } : { cookie: name };
  throw new HarnessError("bad-usage", `--auth does not know "${text}".`, {
    hint: "Say bearer, subprotocol, query:<name>, cookie:<name> or none; more is possible in a config.",
  });
}
