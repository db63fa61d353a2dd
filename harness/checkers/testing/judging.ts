import type { Judgement } from "../../verdict/judgement.ts";
import type { CheckerFactory } from "../checker.ts";
import { createJudge } from "../judge.ts";
import { Story } from "./story.ts";
import type { Cast } from "./story-words.ts";

export type { Cast, Story };

export function story(cast: Cast = {}): Story {
  return new Story(cast);
}

/**
 * A whole history in a few lines: `amy: started thinking …` is her first run, `amy 2: …` her second.
 * All connect, all runs start, the lines come one after the other, all is waited for.
 */
export function told(text: string, cast: Cast = {}): Story {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => {
      const [who = "", words = ""] = line.trim().split(":");
      const [user = "", run = "1"] = who.trim().split(" ");
      return { user, run: Number(run), words: words.trim() };
    });
  const tale = story(cast).open();
  for (const { user, run } of lines) tale.start(user, run);
  for (const { user, run, words } of lines) tale.events(user, run, words);
  return tale.finish();
}

/** What these checkers say of a history. */
export function judge(
  history: Pick<Story, "header" | "ops">,
  ...checkers: CheckerFactory[]
): Judgement {
  const judged = createJudge(history.header, { checkers });
  for (const op of history.ops) judged.push(op);
  return judged.finish();
}

/** What one checker reports, and how much it judged. One that throws found nothing, and must not look innocent. */
export function findings(checker: CheckerFactory, history: Pick<Story, "header" | "ops">) {
  const { observations, tallies } = judge(history, checker);
  const [tally] = tallies.values();
  if (tally?.unknown?.startsWith("checker threw") === true) throw new Error(tally.unknown);
  return { observations, tally };
}
