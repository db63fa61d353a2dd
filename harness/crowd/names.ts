import type { Message } from "../dialects/dialect.ts";
import type { Connection } from "./connection.ts";

/** Who knows which runs are open. */
export interface WhatIsOpen {
  /** The open run of this id, else the user's of this thread, else his only one; null: nobody can tell. */
  openAs(id: string, user: string | null): string | null;
}

/** Names that wait to be told, with the newest message under each. A server may invent any number. */
const MOST_UNTOLD = 10_000;

/** Names that are remembered, the newest: more runs are not open at once, and of one that is over no name is needed. */
const MOST_TOLD = 200_000;

/**
 * Which run a message speaks of, where the server names runs by ids of its own: so far as the crowd must
 * know it to start the next one in time. Whose an event is, the checkers judge, and by more than this.
 */
export class Names {
  readonly #runs: WhatIsOpen;
  readonly #unique: "server" | "connection";
  readonly #ours = new Map<string, string>();
  readonly #untold = new Map<string, Message>();

  /** @param unique among whose runs an id of the server's is one run's */
  constructor(runs: WhatIsOpen, unique: "server" | "connection" = "server") {
    this.#runs = runs;
    this.#unique = unique;
  }

  /**
   * The message under our id: by what a message said before, else as the crowd's runs tell it. A message that
   * tells a name comes with the newest one that waited for it: the answer to a request may be late.
   */
  translate({ seat }: Connection, message: Message): readonly Message[] {
    const { alias } = message;
    const run = message.kind === "event" ? message.event.run : (message.run ?? null);
    if (run === null) return [message];
    const scoped = (name: string): string => {
      return this.#unique === "server" ? name : `${seat.number} ${name}`;
    };
    if (alias !== undefined) return [message, ...this.#tell(scoped(alias), run)];
    const name = scoped(run);
    const ours = this.#ours.get(name) ?? this.#runs.openAs(run, seat.user);
    if (ours !== null) return [renamed(message, ours)];
    if (this.#untold.size < MOST_UNTOLD || this.#untold.has(name)) this.#untold.set(name, message);
    return [message];
  }

  #tell(alias: string, run: string): readonly Message[] {
    if (this.#unique === "server" && this.#ours.has(alias)) return [];
    this.#ours.set(alias, run);
    if (this.#ours.size > MOST_TOLD) this.#ours.delete(this.#ours.keys().next().value ?? "");
    const waiting = this.#untold.get(alias);
    this.#untold.delete(alias);
    return waiting === undefined ? [] : [renamed(waiting, run)];
  }
}

function renamed(message: Message, run: string): Message {
  return message.kind === "event"
    ? { ...message, event: { ...message.event, run } }
    : { ...message, run };
}
