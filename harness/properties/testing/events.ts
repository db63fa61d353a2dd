import { AGENT_ERROR, COMPLETED } from "../../contract/event-types.ts";
import type { PlannedUser } from "../../plan/plan.ts";
import type { Ground, Place, Site } from "./fault.ts";
import { type Delivery, dataOf, said, typeOf, type Wire, wireOf } from "./wire.ts";

/** One event of a run, on every connection that receives it. */
export interface Sent {
  readonly step: number;
  readonly type: string;
  readonly all: readonly Delivery[];
}

/** The events of a run in their order. */
export function eventsOf(deliveries: readonly Delivery[]): readonly Sent[] {
  const byStep = new Map<number, Delivery[]>();
  for (const delivery of deliveries) {
    if (delivery.step === null) continue;
    byStep.set(delivery.step, [...(byStep.get(delivery.step) ?? []), delivery]);
  }
  return [...byStep].map(([step, all]) => ({ step, type: all[0] ? typeOf(all[0]) : "", all }));
}

export function isTerminal({ type }: Pick<Sent, "type">): boolean {
  return type === COMPLETED || type === AGENT_ERROR;
}

/** The n-th of them, taken round; null: there is none. */
export function pick<T>(items: readonly T[], nth: number): T | null {
  return items[nth % items.length] ?? null;
}

/** What of an event is struck: all that is sent, or what one connection gets. */
export function struckOf({ all }: Sent, place: Place): readonly Delivery[] {
  if (!place.oneTab) return all;
  const one = pick(all, place.step);
  return one === null ? [] : [one];
}

/** Another user than the one whose run is struck; `active`: one who has runs of his own. */
export function otherOf({ world, place }: Ground, owner: string, active: boolean): PlannedUser {
  const others = world.plan.users.filter(
    ({ id, role }) => id !== owner && (!active || role === "user"),
  );
  const other = pick(others, place.other);
  if (other === null) throw new Error("this fault needs another user");
  return other;
}

export function firstConnectionOf(ground: Ground, user: PlannedUser): number {
  return ground.connectionsOf(user.ordinal)[0] ?? 0;
}

/** The deliveries with some of them replaced; none: taken out. */
export function replaced(
  deliveries: readonly Delivery[],
  by: ReadonlyMap<Delivery, readonly Delivery[]>,
): readonly Delivery[] {
  return deliveries.flatMap((delivery) => by.get(delivery) ?? [delivery]);
}

export function changed(
  deliveries: readonly Delivery[],
  which: readonly Delivery[],
  change: (delivery: Delivery) => Delivery,
): { readonly deliveries: readonly Delivery[]; readonly guilty: readonly Delivery[] } {
  const by = new Map(which.map((one) => [one, [change(one)]]));
  return { deliveries: replaced(deliveries, by), guilty: [...by.values()].flat() };
}

/** The same event with another payload. */
export function holding(delivery: Delivery, data: Wire): Delivery {
  return said(delivery, { data: { ...dataOf(delivery), ...data } });
}

/** Numbers of all events from this step on, and the announced count, moved by so much. */
export function renumbered(
  deliveries: readonly Delivery[],
  from: number,
  by: number,
): readonly Delivery[] {
  return deliveries.map((delivery) => {
    const { seq, events } = wireOf(delivery);
    if (delivery.step === null) {
      return typeof events === "number" ? said(delivery, { events: events + by }) : delivery;
    }
    if (delivery.step < from || typeof seq !== "number") return delivery;
    return said(delivery, { seq: seq + by });
  });
}

/** An event that nobody made before: new id, another number. */
export function fresh({ world }: Ground, like: Delivery, change: Wire, data: Wire): Delivery {
  const { seq } = wireOf(like);
  return holding(
    said(like, {
      ...change,
      ...(world.script.speech.id !== "silent" && { event_id: "event-of-its-own" }),
      ...(typeof seq === "number" && { seq: seq + 1 }),
    }),
    data,
  );
}

export function lastOf(deliveries: readonly Delivery[]): Sent | null {
  return eventsOf(deliveries).at(-1) ?? null;
}

/** The owner of the run that is struck and the run, as an expectation names them. */
export function own({ order }: Site) {
  return { users: [order.user.id], victim: null, run: order.run.id } as const;
}
