import type { Message } from "../../dialects/dialect.ts";
import type { Socket } from "./socket.ts";
import type { Timeline } from "./timeline.ts";
import type { Delivery } from "./wire.ts";

/** What is on its way from the server. */
export interface Mail {
  /** `run`: the run that it belongs to; null: none. */
  send(delivery: Delivery, from: number, run?: string | null): void;
  /** What is due later of this run is never sent. */
  recall(run: string, after: number): void;
}

/** Who is told what came. */
export interface Addressee {
  heard(socket: Socket, message: Message): void;
  /** The server, or the net, ended this connection. */
  lost(socket: Socket): void;
}

interface Letter {
  readonly time: number;
  readonly delivery: Delivery;
  readonly run: string | null;
}

/** Nothing overtakes on a connection. `batches`: what is due there at the same time comes in one message. */
export function createMail(
  sockets: readonly Socket[],
  timeline: Timeline,
  batches: boolean,
  addressee: Addressee,
): Mail {
  const inboxes = new Map<number, Letter[]>();

  function arrive(socket: Socket): void {
    const inbox = inboxes.get(socket.number) ?? [];
    const due = inbox.findIndex(({ time }) => time > timeline.now);
    const ready = inbox.splice(0, due === -1 ? inbox.length : due).map(({ delivery }) => delivery);
    for (const group of grouped(ready, batches)) {
      if (!socket.isOpen) return;
      for (const meaning of socket.receive(group)) addressee.heard(socket, meaning);
      if (!socket.isOpen) addressee.lost(socket);
    }
  }

  return {
    send(delivery, from, run = null) {
      const socket = sockets[delivery.connection];
      if (socket === undefined) return;
      const time = from + delivery.after;
      const inbox = inboxes.get(socket.number) ?? [];
      inboxes.set(socket.number, inbox);
      const at = inbox.findLastIndex((other) => other.time <= time);
      inbox.splice(at + 1, 0, { time, delivery, run });
      timeline.at(time, () => arrive(socket));
    },
    recall(run, after) {
      for (const inbox of inboxes.values()) {
        const kept = inbox.filter((letter) => letter.run !== run || letter.time <= after);
        inbox.splice(0, inbox.length, ...kept);
      }
    },
  };
}

/** Neighbours that may share a message. */
function grouped(
  deliveries: readonly Delivery[],
  batches: boolean,
): readonly (readonly Delivery[])[] {
  const groups: Delivery[][] = [];
  for (const delivery of deliveries) {
    const last = groups.at(-1);
    const joins = batches && "json" in delivery.body && last?.every(({ body }) => "json" in body);
    if (joins) last?.push(delivery);
    else groups.push([delivery]);
  }
  return groups;
}
