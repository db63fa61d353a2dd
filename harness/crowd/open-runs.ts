import type { Message } from "../dialects/dialect.ts";
import type { PlannedRun } from "../plan/plan.ts";
import type { Connection } from "./connection.ts";

export interface OpenRun {
  readonly member: number;
  readonly run: PlannedRun;
  readonly connection: Connection;
  /** When the server last spoke of it, or it was sent, on the clock that is still while we are. */
  heard: number;
  /** When it was sent, on the same clock. */
  readonly since: number;
  /** Events of it on all connections, and the memory that they take. */
  events: number;
  memory: number;
  pinged: boolean;
  /** Messages about it on the connection that it was sent on. */
  messages: number;
  /** Something came of it, on any connection. */
  answered: boolean;
  /** Its end was heard, or is not waited for any more. */
  over: boolean;
}

/** The runs that were sent and are not over, by whatever may tell which of them is meant. */
export class OpenRuns {
  readonly #byId = new Map<string, OpenRun>();
  /** What each connection spoke of last, by its number. */
  readonly #topics: (OpenRun | undefined)[] = [];

  get size(): number {
    return this.#byId.size;
  }

  values(): Iterable<OpenRun> {
    return this.#byId.values();
  }

  get(id: string): OpenRun | undefined {
    return this.#byId.get(id);
  }

  add(open: OpenRun): void {
    this.#byId.set(open.run.id, open);
    this.#topics[open.connection.seat.number] = open;
  }

  delete(open: OpenRun): void {
    this.#byId.delete(open.run.id);
    open.over = true;
  }

  /** The run that a message is about; undefined: none that is open. */
  spokenOf(message: Message, connection: Connection): OpenRun | undefined {
    const id = message.kind === "event" ? message.event.run : message.run;
    if (id !== null && id !== undefined) return this.#named(id, connection);
    return message.kind === "event" ? this.#onlyOn(connection) : undefined;
  }

  /** The id of the user's run of this thread, else of his only one; null: nobody can tell. */
  meantBy(thread: string, user: string | null): string | null {
    const his = [...this.values()].filter(({ connection }) => connection.seat.user === user);
    const only = his.length === 1 ? his[0] : undefined;
    return (his.find(({ run }) => run.thread === thread) ?? only)?.run.id ?? null;
  }

  /** Nearly always a connection goes on with the run that it spoke of last, which costs less than to look one up. */
  #named(id: string, { seat: { number } }: Connection): OpenRun | undefined {
    const topic = this.#topics[number];
    if (topic?.over === false && topic.run.id === id) return topic;
    const open = this.#byId.get(id);
    this.#topics[number] = open;
    return open;
  }

  /** An event without a run is of the only one that is open on its connection. */
  #onlyOn(connection: Connection): OpenRun | undefined {
    let only: OpenRun | undefined;
    for (const open of this.values()) {
      if (open.connection !== connection) continue;
      if (only) return undefined;
      only = open;
    }
    return only;
  }
}
