import type { Message } from "../dialects/dialect.ts";
import type { Connection } from "./connection.ts";

/** What the crowd knows of its open runs. */
export interface OpenRuns {
  /** The open run of this id, else the user's of this thread, else his only one; null: nobody can tell. */
  openAs(id: string, user: string | null): string | null;
}

/**
 * Which run a message speaks of, where the server names runs by ids of its own: so far as the crowd must
 * know it to start the next one in time. Whose an event is, the checkers judge, and by more than this.
 */
export class Names {
  readonly #runs: OpenRuns;
  readonly #ours = new Map<string, string>();

  constructor(runs: OpenRuns) {
    this.#runs = runs;
  }

  /** The message under our id: by what a message said before, else as the crowd's runs tell it. */
  translate({ seat }: Connection, message: Message): Message {
    const { alias } = message;
    const run = message.kind === "event" ? message.event.run : (message.run ?? null);
    if (run === null) return message;
    if (alias !== undefined) {
      if (!this.#ours.has(alias)) this.#ours.set(alias, run);
      return message;
    }
    const ours = this.#ours.get(run) ?? this.#runs.openAs(run, seat.user);
    if (ours === null) return message;
    return message.kind === "event"
      ? { ...message, event: { ...message.event, run: ours } }
      : { ...message, run: ours };
  }
}
