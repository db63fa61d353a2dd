import type { Buffer } from "node:buffer";

/** What a server puts on the wire, once, on one connection. */
export interface Delivery {
  readonly connection: number;
  /** Milliseconds after the send that it answers. On one connection nothing overtakes. */
  readonly after: number;
  readonly body: Body;
  /** Position of the event in its run, from 0; null: it is none. */
  readonly step: number | null;
}

export type Body =
  | { readonly json: Wire }
  | { readonly text: string }
  | { readonly binary: Buffer }
  | { readonly control: "ping" | "pong"; readonly data: Buffer }
  | { readonly close: number; readonly by: "server" | "network"; readonly reason: string };

/** A message of the default dialect. */
export type Wire = Readonly<Record<string, unknown>>;

/** The message of a delivery that is one; an empty one else. */
export function wireOf({ body }: Delivery): Wire {
  return "json" in body ? body.json : {};
}

export function typeOf(delivery: Delivery): string {
  const { type } = wireOf(delivery);
  return typeof type === "string" ? type : "";
}

export function dataOf(delivery: Delivery): Wire {
  const { data } = wireOf(delivery);
  return typeof data === "object" && data !== null ? (data as Wire) : {};
}

/** The same delivery with other words. */
export function said(delivery: Delivery, words: Wire): Delivery {
  return { ...delivery, body: { json: { ...wireOf(delivery), ...words } } };
}

export function message(connection: number, after: number, json: Wire): Delivery {
  return { connection, after, body: { json }, step: null };
}
