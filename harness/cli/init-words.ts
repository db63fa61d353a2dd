import { list } from "../../reports/figures.ts";
import type { Approach } from "../rehearsal/approach.ts";
import type { Rehearsal } from "../rehearsal/rehearse.ts";
import { speaksAgUi } from "./init-approach.ts";

/** It answered: asking it otherwise would not help. */
export const UNREADABLE =
  "It answered, as is shown above; init reads JSON objects in which one field tells by a word what kind of message it is. Write a dialect of your own (docs/dialects/own.md): a few lines that turn these messages into such.";

export const LOGIN_REFUSED = {
  what: "The server answered the login with an error, shown above.",
  hint: "Correct --login: {token} is the token, {user} the account's id. --accounts names an identity that may log in.",
} as const;

export const notAgUi = {
  what: "What came, shown above, is no run as AG-UI has it.",
  hint: 'A server with messages of its own says how it is asked: --send \'{"message":"{prompt}"}\'. If it is one of AG-UI, its runs begin or end in a way that AG-UI\'s client would refuse.',
} as const;

/** It took the request, and does not stream. */
export const GRANTED =
  "Quintet judges what is streamed: answers of the type text/event-stream, or messages on a WebSocket. Where a request starts a run and its events come over a WebSocket, give init the address of that, and see `post` in docs/dialects/json.md.";

export function noStream(statuses: readonly number[]): string {
  const all = [...new Set(statuses)].map((status) => `HTTP ${status}`);
  return `The server answered the request with ${list(all)} and no event stream, as shown above.`;
}

/** How to ask otherwise. */
export function unanswered(approach: Approach, send: string | undefined): string {
  if (approach.transport === "sse") {
    return `${asked(approach, send)} Say what a request that starts a run holds, in your server's words: --send '{"message":"{prompt}","id":"{run}"}', and --auth if the token goes elsewhere.`;
  }
  const login =
    approach.login === null
      ? ` A server that wants a login in a message gets it by --login '{"op":"auth","token":"{token}"}'.`
      : "";
  return `${asked(approach, send)} Say how a run is started in your server's words: --send '{"op":"chat","msg":"{prompt}","id":"{run}"}', and --auth if the token goes elsewhere.${login}`;
}

/** What the server was sent, so that its author sees why it did not understand. */
function asked(approach: Approach, send: string | undefined): string {
  if (send !== undefined) return `It was sent ${send}.`;
  if (speaksAgUi(approach)) return "It was sent a RunAgentInput of AG-UI, the default over HTTP.";
  return 'It was sent {"type":"user_message","run_id":"{run}","thread_id":"{thread}","payload":{"content":"{prompt}"}}, the default.';
}

/** The code of a connection that was cut, without a word of why. */
const CUT = 1006;

/** What there was in place of a run. */
export function nothingSeen({ heard, closed }: Rehearsal): string {
  if (closed?.code === CUT) {
    return "The server cut the connection before it said anything: its log may tell why.";
  }
  if (closed)
    return `The server closed the connection with ${closed.code} before it said anything.`;
  return heard.length === 0
    ? "The server took the messages and said nothing."
    : `Of ${heard.length} messages that came none is a JSON object with a type.`;
}
