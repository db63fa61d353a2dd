import { HarnessError } from "../errors/harness-error.ts";
import type { Provisions } from "../history/header.ts";
import type { JsonOptions } from "./json.ts";
import { checkKeys, checkWord } from "./known-keys.ts";

const OPTIONS = [
  "auth",
  "connect",
  "start",
  "cancel",
  "receive",
  "binary",
  "pong",
  "events",
  "provides",
  "eventIds",
  "runIds",
  "transport",
  "opening",
] as const satisfies readonly (keyof JsonOptions)[];

const PROVISIONS = [
  "welcome",
  "acceptance",
  "user",
  "thread",
  "eventId",
  "seq",
  "timestamp",
] as const satisfies readonly (keyof Provisions)[];

const PLACES = ["query", "cookie", "firstFrame"] as const;

/** What no compiler has looked at: options that are data, or plain JavaScript. @throws HarnessError `bad-config` */
export function checkJson(options: JsonOptions): void {
  checkKeys("json({ … })", options, OPTIONS);
  const { auth, provides = {}, events } = options;
  if (typeof auth === "object") checkKeys("json({ auth: { … } })", auth, PLACES);
  else checkAuth(auth);
  checkKeys("json({ provides: { … } })", provides, PROVISIONS);
  for (const [name, word] of Object.entries(provides)) {
    checkWord(`json({ provides: { ${name} } })`, word, ["always", "optional", "never"]);
  }
  checkWord("json({ eventIds })", options.eventIds, ["global", "run", "undeclared"]);
  checkWord("json({ runIds })", options.runIds, ["client", "server", "connection"]);
  checkWord("json({ transport })", options.transport, ["websocket", "sse"]);
  checkWord("json({ binary })", options.binary, ["utf8"]);
  if (events !== undefined && !(Array.isArray(events) && events.every(isText))) {
    throw new HarnessError("bad-config", "json({ events }): this is no list of event types.");
  }
}

/** Whoever puts a token here by mistake must not read it in an error. */
function checkAuth(auth: unknown): void {
  if (auth === undefined || ["bearer", "subprotocol", "none"].some((one) => one === auth)) return;
  throw new HarnessError(
    "bad-config",
    `json({ auth }): this is none of bearer, subprotocol, none, ${PLACES.map((place) => `{ ${place} }`).join(", ")}.`,
  );
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
