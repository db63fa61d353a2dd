import { reader } from "../dialects/json-fields.ts";
import { objectsIn } from "./leaves.ts";
import { tellsRefusal } from "./refusal.ts";
import type { Heard } from "./rehearse.ts";
import { TYPE_LIKE, TYPE_NAMES } from "./type-names.ts";

/** A message that answers a login: its type, and where that stands. */
export interface LoginAnswer {
  readonly path: string;
  readonly type: string;
  readonly refuses: boolean;
}

const SIGN_OF_LIFE = /^(ping|pong|heartbeat|keep-?alive)$/i;

/**
 * The first message with a type that came once the login was sent, and had not come before: a greeting is none.
 * Null: there is none.
 *
 * @param typePath where the type of an event stands; an answer to a login may have it elsewhere
 */
export function loginAnswer(heard: readonly Heard[], typePath: string | null): LoginAnswer | null {
  const welcomes = heard.filter(({ after }) => after === 0);
  const read = (sent: boolean): readonly LoginAnswer[] =>
    welcomes
      .filter(({ loggedIn = false }) => loggedIn === sent)
      .flatMap(({ text }) => objectsIn(text))
      .flatMap((fields) => typed(fields, typePath));
  const greetings = new Set(read(false).map(({ type }) => type));
  const answers = read(true).filter(({ type }) => !SIGN_OF_LIFE.test(type) && !greetings.has(type));
  return answers[0] ?? null;
}

function typed(
  fields: Readonly<Record<string, unknown>>,
  typePath: string | null,
): readonly LoginAnswer[] {
  const paths = [...(typePath === null ? [] : [typePath]), ...TYPE_NAMES];
  for (const path of paths) {
    const type = reader([path])(fields);
    if (typeof type === "string" && TYPE_LIKE.test(type))
      return [{ path, type, refuses: tellsRefusal(type, fields) }];
  }
  return [];
}
