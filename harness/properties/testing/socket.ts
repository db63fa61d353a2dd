import { Buffer } from "node:buffer";
import type { Message } from "../../dialects/dialect.ts";
import type { OpenOp } from "../../history/op.ts";
import type { Recorder } from "../../recorder/recorder.ts";
import type { Delivery, Wire } from "./wire.ts";

/** Who holds a connection. */
export interface Holder {
  readonly number: number;
  readonly user: string | null;
  readonly role: OpenOp["role"];
}

/** The harness's end of one simulated connection. */
export interface Socket extends Holder {
  readonly isOpen: boolean;
  open(evidence?: string, probe?: string): void;
  reject(status: number, body?: string, probe?: string): void;
  /** Everything that is due, as one message where the server batches; returns what it meant. */
  receive(deliveries: readonly Delivery[]): readonly Message[];
  /** We close it. */
  close(): void;
}

/**
 * Counts messages and bytes by itself, as a real crowd does. `numbers`: the server numbers what it sends on
 * a connection. `opsOf` collects the ops that each delivery became.
 */
export function createSocket(
  holder: Holder,
  recorder: Recorder,
  given: {
    readonly numbers: boolean;
    readonly count: () => number;
    readonly opsOf: Map<Delivery, readonly number[]>;
  },
): Socket {
  const { number: connection, user, role } = holder;
  let isOpen = false;
  let frames = 0;
  let bytes = 0;
  let sent = 0;

  function ended(code: number, by: "harness" | "server" | "network", reason: string): void {
    isOpen = false;
    const evidence = Buffer.from(reason);
    recorder.closed({ type: "close", connection, user, code, reason, by, frames, bytes }, evidence);
  }

  function take(data: Buffer, binary: boolean): readonly Message[] {
    frames += 1;
    bytes += data.length;
    return recorder.message(connection, user, data, binary);
  }

  function spoken(json: Wire): Wire {
    if (!given.numbers || json["seq"] === undefined) return json;
    sent += 1;
    return { ...json, seq: sent };
  }

  function one({ body }: Delivery): readonly Message[] {
    if ("json" in body) return take(Buffer.from(JSON.stringify(spoken(body.json))), false);
    if ("text" in body) return take(Buffer.from(body.text), false);
    if ("binary" in body) return take(body.binary, true);
    if ("control" in body) recorder.control(connection, user, body.control, body.data);
    else ended(body.close, body.by, body.reason);
    return [];
  }

  function noted(deliveries: readonly Delivery[], act: () => readonly Message[]) {
    const from = given.count();
    const meaning = act();
    const ops = Array.from({ length: given.count() - from }, (_, at) => from + at);
    for (const delivery of deliveries) given.opsOf.set(delivery, ops);
    return meaning;
  }

  return {
    ...holder,
    get isOpen() {
      return isOpen;
    },
    open(evidence = "", probe) {
      isOpen = true;
      const answer = { outcome: "open", status: 101, reason: null, took: 1 } as const;
      recorder.opened(
        { type: "open", connection, user, role, ...answer, ...(probe && { probe }) },
        Buffer.from(`HTTP/1.1 101 Switching Protocols\r\n${evidence}`),
      );
    },
    reject(status, body = "", probe) {
      const answer = { outcome: "rejected", status, reason: body, took: 1 } as const;
      recorder.opened(
        { type: "open", connection, user, role, ...answer, ...(probe && { probe }) },
        Buffer.from(`HTTP/1.1 ${status} No\r\n\r\n${body}`),
      );
    },
    receive(deliveries) {
      if (deliveries.length > 1) {
        const parts = deliveries.map(({ body }) => ("json" in body ? spoken(body.json) : null));
        return noted(deliveries, () => take(Buffer.from(JSON.stringify(parts)), false));
      }
      return deliveries.flatMap((delivery) => {
        return isOpen ? noted([delivery], () => one(delivery)) : [];
      });
    },
    close() {
      if (isOpen) ended(1000, "harness", "");
    },
  };
}
