import { frameLines } from "../../reports/frames.ts";
import { contractSeen } from "../rehearsal/contract-seen.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { readNamedEvents } from "../dialects/event-stream.ts";
import { json } from "../dialects/json.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { agUiConfigText, agUiSeen } from "../rehearsal/ag-ui-seen.ts";
import { type Approach, askingHalf } from "../rehearsal/approach.ts";
import type { Place } from "../rehearsal/config-file.ts";
import { infer, type Sketch } from "../rehearsal/infer.ts";
import { loginAnswer } from "../rehearsal/login-answer.ts";
import { refusalIn } from "../rehearsal/refusal.ts";
import type { Heard, Rehearsal } from "../rehearsal/rehearse.ts";
import { takenAs } from "../rehearsal/taken-as.ts";
import { theirNames } from "../rehearsal/their-names.ts";
import { configText } from "../rehearsal/write-config.ts";
import { speaksAgUi } from "./init-approach.ts";
import {
  GRANTED,
  LOGIN_REFUSED,
  noStream,
  nothingSeen,
  notAgUi,
  unanswered,
  UNREADABLE,
} from "./init-words.ts";
import { listWidth } from "./page.ts";
import { say } from "./say.ts";

interface Given {
  readonly place: Place;
  /** The message of `--send`. */
  readonly send: string | undefined;
}

/**
 * The text of a config for what was heard, of which every message is shown.
 *
 * @throws HarnessError `silent` where it does not show how the server speaks
 */
export function configSeen(rehearsal: Rehearsal, approach: Approach, given: Given): string {
  if (loginAnswer(rehearsal.heard, null)?.refuses === true) {
    showAll(rehearsal, rehearsal.heard, {});
    throw new HarnessError("silent", LOGIN_REFUSED.what, { hint: LOGIN_REFUSED.hint });
  }
  if (approach.transport === "sse") {
    const answers = bodiesIn(rehearsal);
    const [first] = answers;
    if (first !== undefined) {
      const hint = first >= 200 && first < 300 ? GRANTED : unanswered(approach, given.send);
      showAll(rehearsal, rehearsal.heard, {});
      throw new HarnessError("silent", noStream(answers), { hint });
    }
  }
  return speaksAgUi(approach)
    ? agUiConfig(rehearsal, approach, given)
    : jsonConfig(rehearsal, approach, given);
}

function agUiConfig(rehearsal: Rehearsal, approach: Approach, { place }: Given): string {
  showAll(rehearsal, rehearsal.heard, {});
  const hint = unanswered(approach, undefined);
  // Heads of answers and signs of life say nothing.
  const heard = rehearsal.heard.map(unframed).filter(({ text }) => text !== "");
  if (heard.every(({ after }) => after === 0)) {
    throw new HarnessError("silent", nothingSeen({ ...rehearsal, heard }), { hint });
  }
  const why = refusalIn(heard, rehearsal, { receive: { type: "type" } });
  if (why !== null) throw new HarnessError("silent", why, { hint });
  const seen = agUiSeen(rehearsal.heard, rehearsal);
  if (seen === null) throw new HarnessError("silent", notAgUi.what, { hint: notAgUi.hint });
  say("");
  return agUiConfigText(place, approach.auth, seen);
}

function jsonConfig(rehearsal: Rehearsal, approach: Approach, { place, send }: Given): string {
  const streamed = approach.transport === "sse";
  const heard = streamed ? rehearsal.heard.map(unframed) : rehearsal.heard;
  const sketch = infer(heard, rehearsal, { streamed });
  if (sketch === null) {
    showAll(rehearsal, rehearsal.heard, {});
    throw new HarnessError("silent", nothingSeen(rehearsal), {
      hint: heard.some(({ after }) => after > 0) ? UNREADABLE : unanswered(approach, send),
    });
  }
  const asking = askingHalf(approach);
  show(rehearsal, sketch, json({ ...asking, ...readingHalf(sketch) }));
  const why = refusalIn(heard, rehearsal, sketch);
  if (why !== null) {
    throw new HarnessError("silent", why, {
      hint: `${unanswered(approach, send)} Where it refuses who asks, --accounts names an identity that may.`,
    });
  }
  demandOneEnd(sketch);
  return configText({ place, asking, sketch });
}

/** HTTP statuses of those answers to a start that were no stream. */
function bodiesIn({ heard }: Rehearsal): readonly number[] {
  return heard.flatMap(({ answered }) =>
    answered?.action === "start" && answered.part === undefined ? [answered.status] : [],
  );
}

/** What stands in the frame of a server-sent event, as if it had come on a socket. */
function unframed(one: Heard): Heard {
  if (one.answered?.part === "head") return { ...one, text: "" };
  return { ...one, text: readNamedEvents(one.text).events.join("\n") };
}

function readingHalf({ receive, runIds, sequences }: Sketch) {
  return { receive, runIds, events: [...new Set(sequences.flat())] };
}

/** Every message as the new config will take it. */
function show(rehearsal: Rehearsal, { doubts }: Sketch, dialect: Dialect): void {
  const heard = rehearsal.heard.map((one) => ({
    ...one,
    messages: dialect.receive(one.text, one.answered),
  }));
  showAll(rehearsal, heard, dialect.description);
  say("");
  for (const doubt of doubts) say(`  note  ${doubt}`);
  if (doubts.length > 0) say("");
}

function showAll(
  rehearsal: Rehearsal,
  heard: readonly Heard[],
  description: Pick<Dialect["description"], "runIds">,
): void {
  const names = theirNames(heard, rehearsal, description);
  const width = listWidth(process.stdout, process.env);
  for (const { at, text, messages } of heard) {
    const words = takenAs(messages, { ...rehearsal, names });
    for (const line of frameLines({ at, text, takenAs: words }, width)) say(line);
  }
}

/** A contract needs to know what ends a run. */
function demandOneEnd({ sequences }: Sketch): void {
  if (contractSeen(sequences).terminal !== null) return;
  const ends = sequences.map((types) => types.at(-1) ?? "nothing").join(" and with ");
  throw new HarnessError("silent", `The runs ended differently: with ${ends}.`, {
    hint: "A run counts as over when nothing comes for --quiet: try a longer one, such as --quiet 10s.",
  });
}
