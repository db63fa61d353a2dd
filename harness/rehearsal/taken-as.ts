import type { Message } from "../dialects/dialect.ts";
import type { Known } from "./infer.ts";

/** What a dialect took a message for, in words. */
export function takenAs(
  messages: readonly Message[],
  known: Known & { readonly hide: (text: string) => string },
): readonly string[] {
  return messages.length === 0
    ? ["binary: not looked into"]
    : messages.map((one) => known.hide(words(one, known)));
}

function words(message: Message, known: Known): string {
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

function runWords(run: string | null, alias: string | undefined, { runs }: Known): string {
  if (run === null) return "no run that it names";
  const at = runs.findIndex(({ id }) => id === run);
  const named = alias === undefined ? "" : ` (which it calls ${alias})`;
  return at === -1 ? `a run that we did not start, ${run}` : `run ${at + 1}${named}`;
}
