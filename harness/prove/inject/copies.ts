import type { AgentEvent, EventOp, Unstamped } from "../../history/op.ts";
import type { Random } from "../../plan/random.ts";
import { alone, withData } from "./messages.ts";
import type { Scene, Seat } from "./scene.ts";

/** The same event as a message of its own. */
export function again(scene: Scene, op: EventOp): Unstamped<EventOp> {
  return alone(op, scene.messages.has(op));
}

/** The same event on another's connection, its envelope unchanged. */
export function sentTo(scene: Scene, op: EventOp, seat: Seat): Unstamped<EventOp> {
  return { ...again(scene, op), connection: seat.connection, user: seat.user };
}

/** With other fields in its envelope; null stays null: what a server never says, it does not say now. */
export function enveloped<O extends Unstamped<EventOp>>(op: O, fields: Partial<AgentEvent>): O {
  const known = Object.entries(fields).filter(
    ([name]) => op.event[name as keyof AgentEvent] !== null,
  );
  return { ...op, event: { ...op.event, ...Object.fromEntries(known) } };
}

/** With another payload: its first text says more. `kept`: fields that stay. */
export function reworded<O extends Unstamped<EventOp>>(op: O, kept: ReadonlySet<string>): O {
  const { data } = op.event;
  const entry = Object.entries(data).find(([key, value]) => !kept.has(key) && hasText(value));
  const [key, value] = entry ?? ["again", ""];
  return withData(op, { ...data, [key]: said(value) });
}

/** A new id, in the shape of a random UUID. */
export function newId(random: Random): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random.next() * 16).toString(16)).join("");
  return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`;
}

function hasText(value: unknown): boolean {
  if (typeof value === "string") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasText);
}

/** The first text within becomes another. */
function said(value: unknown): unknown {
  if (typeof value === "string") return `${value} And one thing more.`;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const at = value.findIndex(hasText);
    return value.map((item: unknown, index) => (index === at ? said(item) : item));
  }
  const [key = "", held] = Object.entries(value).find(([, one]) => hasText(one)) ?? [];
  return { ...value, [key]: said(held) };
}
