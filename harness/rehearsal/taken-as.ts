import type { Message } from "../dialects/dialect.ts";
import type { Known } from "./infer.ts";
import type { TheirNames } from "./their-names.ts";

interface Context extends Known {
  readonly names: TheirNames;
}

/** What a dialect took a message for, in words. */
export function takenAs(
  messages: readonly Message[],
  known: Context & { readonly hide: (text: string) => string },
): readonly string[] {
  return messages.length === 0
    ? ["binary: not looked into"]
    : messages.map((one) => known.hide(words(one, known)));
}

function words(message: Message, known: Context): string {
  if (message.kind === "event") {
    const { type, run, user } = message.event;
    const whose = user === null || user === known.user ? "" : `, for user ${user}`;
    return `event ${type} of ${runWords(run, message.alias, known)}${whose}`;
  }
  if (message.kind === "unknown") return "unknown: recorded and searched, judged by nobody";
  if (message.kind === "malformed") return "malformed: no JSON";
  const run = message.run === undefined ? "" : ` of ${runWords(message.run, message.alias, known)}`;
  return `${message.kind}${run}`;
}

function runWords(run: string | null, alias: string | undefined, known: Context): string {
  if (run === null) return "no run that it names";
  const named = known.names.get(run);
  if (named !== undefined) return `run ${named + 1} (which it calls ${run})`;
  const at = known.runs.findIndex(({ id }) => id === run);
  const also = alias === undefined ? "" : ` (which it calls ${alias})`;
  return at === -1 ? `a run that we did not start, ${run}` : `run ${at + 1}${also}`;
}
