import type { Message } from "../dialects/dialect.ts";

const KINDS: ReadonlySet<unknown> = new Set([
  "welcome",
  "accepted",
  "cancelled",
  "gap",
  "error",
  "ping",
  "pong",
  "unknown",
  "malformed",
] satisfies Message["kind"][]);

/** What is wrong with the shape of an answer of `receive`; null: it is a list of messages, at least one. */
export function malformation(answer: unknown): string | null {
  if (!Array.isArray(answer)) return "no list of messages";
  if (answer.length === 0) return "an empty list";
  for (const message of answer as readonly unknown[]) {
    const problem = isRecord(message) ? problemOf(message) : "something that is no message";
    if (problem !== null) return problem;
  }
  return null;
}

function problemOf(message: Readonly<Record<string, unknown>>): string | null {
  const { kind } = message;
  if (!optional(message["alias"], isText)) return "an alias that is no text";
  if (kind === "event") return problemOfEvent(message["event"]);
  if (!KINDS.has(kind)) return `a message of the kind ${JSON.stringify(kind)}`;
  for (const field of ["run", "subject", "session", "code", "reply"]) {
    if (!optional(message[field], isText)) return `a message whose ${field} is no text`;
  }
  return optional(message["announced"], isFinite) ? null : "a message whose announced is no number";
}

function problemOfEvent(event: unknown): string | null {
  if (!isRecord(event)) return "an event that is no object";
  if (!isText(event["type"])) return "an event without a type";
  for (const field of ["run", "thread", "user", "id"]) {
    if (event[field] !== null && !isText(event[field]))
      return `an event whose ${field} is neither a text nor null`;
  }
  for (const field of ["seq", "at"]) {
    if (event[field] !== null && !isFinite(event[field]))
      return `an event whose ${field} is neither a number nor null`;
  }
  return isRecord(event["data"]) ? null : "an event whose data is no object";
}

function optional(value: unknown, fits: (value: unknown) => boolean): boolean {
  return value === undefined || fits(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isFinite(value: unknown): boolean {
  return Number.isFinite(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
