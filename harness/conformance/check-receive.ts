import { isDeepStrictEqual } from "node:util";
import type { Answered, Dialect, Message } from "../dialects/dialect.ts";
import { type DialectCases, STRANGER, TRIALS } from "./cases.ts";
import { type DialectFlaw, flaw } from "./flaw.ts";
import { damaged, HOSTILE } from "./hostile.ts";
import { namesIn, standsIn } from "./names.ts";
import { malformation } from "./well-formed.ts";

const UNKNOWN_TYPE = "quintet_unknown_type";

/** Whatever comes is taken for something, the same each time, and nothing in it is guessed. */
export function checkReceive(dialect: Dialect, cases: DialectCases): readonly DialectFlaw[] {
  const right = TRIALS.flatMap(({ intent }) => cases.run(intent));
  const given = [
    ...right,
    ...(cases.examples ?? []).flatMap(({ text, answered }) => (answered ? [] : [text])),
  ];
  const anonymous = right.map((text) =>
    TRIALS.reduce((rest, { intent }) => {
      return rest.replaceAll(intent.run.id, STRANGER).replaceAll(intent.run.thread, STRANGER);
    }, text),
  );
  const texts = [...given, ...HOSTILE, ...right.flatMap(damaged), ...anonymous];
  const answers = texts.map((text) => ask(dialect, text));
  const nonsense = new Set(HOSTILE);
  return [
    ...texts.flatMap((text, at) => survived(text, answers[at])),
    ...impure(dialect, texts, answers),
    ...texts.flatMap((text, at) =>
      nonsense.has(text) ? taken(text, answers[at], "what is no message at all") : [],
    ),
    ...(cases.unknown ?? []).flatMap((text) =>
      taken(text, ask(dialect, text), "a message of an unknown type"),
    ),
    ...right.flatMap((text) => passedThrough(dialect, text)),
    ...answersOfRequests(dialect, [...given, ...HOSTILE]),
    ...polluted(),
  ];
}

type Answer = readonly Message[] | Error;

function ask(dialect: Dialect, text: string, answered?: Answered): Answer {
  try {
    return dialect.receive(text, answered);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function survived(
  text: string,
  answer: Answer | undefined,
  asked: string | null = null,
): readonly DialectFlaw[] {
  if (answer instanceof Error) return [flaw("total", `receive threw: ${answer.message}`, text)];
  const problem = malformation(answer);
  if (problem !== null) return [flaw("total", `receive gave ${problem}`, text)];
  const names = (answer ?? []).flatMap(namesIn);
  return names
    .filter((name) => name !== asked && !standsIn(text, name))
    .map((name) => flaw("proof", `receive names ${name}, which does not stand in the text`, text));
}

/** Asked again, and the other way round. */
function impure(
  dialect: Dialect,
  texts: readonly string[],
  answers: readonly Answer[],
): readonly DialectFlaw[] {
  const again = texts.toReversed().map((text) => ask(dialect, text));
  return again
    .toReversed()
    .flatMap((answer, at) =>
      isDeepStrictEqual(answer, answers[at])
        ? []
        : [flaw("pure", "receive gave something else when it was asked again", texts[at] ?? "")],
    );
}

function taken(text: string, answer: Answer | undefined, what: string): readonly DialectFlaw[] {
  if (answer instanceof Error || malformation(answer) !== null) return [];
  const wrong = answer?.find(({ kind }) => kind !== "unknown" && kind !== "malformed");
  if (wrong === undefined) return [];
  return [flaw("unknown", `receive took ${what} for ${wrong.kind}`, text)];
}

/** A type that nobody knows, in each place of a right message where a type may stand. */
function passedThrough(dialect: Dialect, text: string): readonly DialectFlaw[] {
  const words = new Set([...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word));
  for (const word of words) {
    const twisted = text.replaceAll(`"${word}"`, `"${UNKNOWN_TYPE}"`);
    const answer = ask(dialect, twisted);
    if (answer instanceof Error || malformation(answer) !== null) continue;
    for (const message of answer) {
      if (message.kind !== "event" || message.event.type !== UNKNOWN_TYPE) continue;
      return [flaw("unknown", "receive takes any type for an event", twisted)];
    }
  }
  return [];
}

function answersOfRequests(dialect: Dialect, texts: readonly string[]): readonly DialectFlaw[] {
  const [{ intent }] = TRIALS;
  return texts.flatMap((text) =>
    [202, 503].flatMap((status) => {
      const answered = { run: intent.run.id, action: "start", status } as const;
      return survived(text, ask(dialect, text, answered), intent.run.id);
    }),
  );
}

function polluted(): readonly DialectFlaw[] {
  const keys: readonly string[] = Object.keys(Object.prototype);
  return keys.length === 0 ? [] : [flaw("total", `receive changed every object: ${keys.join()}`)];
}
