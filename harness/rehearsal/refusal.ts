import { type Fields, isFields, reader } from "../dialects/json-fields.ts";
import { isNoEvent } from "./contract-seen.ts";
import type { Known, Sketch } from "./infer.ts";
import { objectsIn } from "./leaves.ts";
import type { Heard } from "./rehearse.ts";

interface Answer {
  readonly type: string;
  readonly fields: Fields;
}

/** Words of a type that no run ends well with. */
const BAD_WORDS = ["invalid", "failed", "failure", "denied", "rejected"];
const ERROR_FIELDS = ["error", "errors"];
const SUCCESS_FIELDS = ["ok", "success"];

/**
 * Why what came is taken for refusals, and not for runs; null: nothing speaks against it. A contract made of
 * refusals would be kept by a server that never works.
 *
 * A refusal is known by its name or by its fields; or, where neither tells, by being all that comes, the same for
 * every run but for ids, numbers and times. An answer has words of its own, or names the run, or repeats its text.
 */
export function refusalIn(
  heard: readonly Heard[],
  { runs }: Known,
  { receive }: Pick<Sketch, "receive">,
): string | null {
  const path = [receive.type ?? []].flat();
  const typeOf = reader(path);
  const byRun = runs.map((_run, at) => heard.filter(({ after }) => after === at + 1));
  const answers = byRun.map((some) =>
    some
      .flatMap(({ text }) => objectsIn(text))
      .map((fields): Answer => ({ type: String(typeOf(fields)), fields }))
      .filter(({ type }) => !isNoEvent(type)),
  );
  const data = reader(receive.data ?? []);
  const isError = ({ type, fields }: Answer): boolean =>
    [fields, data(fields)].some((one) => tellsRefusal(type, one));
  const inError = path.some((one) => one.split(".").some((key) => ERROR_FIELDS.includes(key)));
  const refused = answers.filter((some) => some.length > 0 && (inError || endsIn(some, isError)));
  if (refused.length > 0) {
    const which = refused.length === runs.length ? "every run" : "one of the runs";
    return `The server answered ${which} with an error, shown above.`;
  }
  const said = byRun.flat().map(({ text }) => text);
  const alone = answers.every((some) => some.length === 1);
  if (!alone || said.some((text) => speaksOfARun(text, runs))) return null;
  return new Set(answers.flat().map(words)).size > 1
    ? null
    : "Every run got one message, always the same, which names no run and repeats nothing of what was asked: that is how a refusal looks.";
}

/** Whether a message says by its type or by its fields that something was not done. */
export function tellsRefusal(type: string, fields: unknown): boolean {
  return isNamedError(type) || (isFields(fields) && tellsError(fields));
}

/** The last of a run is an error, or all that stands before it is: some servers close what they refuse. */
function endsIn(answers: readonly Answer[], isError: (answer: Answer) => boolean): boolean {
  const last = answers.at(-1);
  const before = answers.slice(0, -1);
  return (last !== undefined && isError(last)) || (before.length > 0 && before.every(isError));
}

/** `error`, `RUN_ERROR`, `validationError`, `Invalid Request`, `run.failed`; not `error_report`. */
function isNamedError(type: string): boolean {
  const all = type
    .replace(/([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  return all.at(-1) === "error" || all.some((word) => BAD_WORDS.includes(word));
}

function tellsError(fields: Fields): boolean {
  return (
    ERROR_FIELDS.some((key) => !isNothing(fields[key])) ||
    SUCCESS_FIELDS.some((key) => fields[key] === false)
  );
}

function isNothing(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return !value;
}

function speaksOfARun(text: string, runs: Known["runs"]): boolean {
  const small = text.toLowerCase();
  return runs.some((run) =>
    [run.id, run.thread, run.canary].some((name) => small.includes(name.toLowerCase())),
  );
}

/** A field that holds an id, with its value: `"id":"…"`, `"trace_id":"…"`, `"requestId":"…"`, and not `"said":"…"`. */
const ID_FIELD =
  /"(?:(?:[^"]*[_.-])?(?:id|uuid|ref|nonce|hash)|[^"]*[a-z](?:Id|ID|Uuid|Ref))"\s*:\s*"[^"]*"/g;
/** A number, a time or an id: in ASCII, without a space, with a digit. */
const FIGURE = /^[\w.+/=-]*\d[\w.+/=-]*$/;

/** What a message says, without its ids, numbers and times. */
function words({ fields }: Answer): string {
  return JSON.stringify(fields)
    .replace(ID_FIELD, "")
    .split(/[\s"'{}[\](),:;]+/)
    .filter((word) => !FIGURE.test(word))
    .join(" ");
}
