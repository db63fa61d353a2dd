import type { Message } from "../dialects/dialect.ts";

/** What a message calls things: each must come from the text, or is guessed. */
export function namesIn(message: Message): readonly string[] {
  const { alias } = message;
  const names =
    message.kind === "event"
      ? [message.event.run, message.event.thread, message.event.user, message.event.id]
      : [message.run, message.subject, message.session];
  return [...names, alias].filter((name) => typeof name === "string");
}

/** Whether a name stands in a text: as it is, or as JSON spells it. */
export function standsIn(text: string, name: string): boolean {
  if (text.includes(name)) return true;
  const spelt = JSON.stringify(name).slice(1, -1);
  if (text.includes(spelt)) return true;
  // In other escapes, or as a number that is written in another way.
  return leaves(text).has(name);
}

/** Every text, number and key of a JSON text, as texts. */
function leaves(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of [text, ...text.split("\n")]) {
    try {
      JSON.parse(part, (key, value: unknown) => {
        found.add(key);
        if (typeof value === "string" || typeof value === "number") found.add(String(value));
        return value;
      });
    } catch {
      // No JSON, or too deep for a walk: only what stands there as it is counts.
    }
  }
  return found;
}
