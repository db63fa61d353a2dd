import type { HistoryHeader, PlannedIdentity } from "../../history/header.ts";
import type {
  AgentEvent,
  CloseOp,
  EndOp,
  EventOp,
  FrameOp,
  Op,
  Unstamped,
} from "../../history/op.ts";
import { SILENT_FRAME } from "../../history/silent-frame.ts";
import { mintCanary } from "../../ownership/canary.ts";
import { mintId } from "../../ownership/run-id.ts";
import { type Cast, headerOf, KEY, payloadOf, placeOf, readWord, typeOf } from "./story-words.ts";

/** What differs from the event that a faultless server would send. */
export interface Twist extends Partial<AgentEvent> {
  /** Who receives it, on which of his tabs (0, 1 …). */
  readonly to?: string;
  readonly tab?: number;
  /** Canaries seen in its bytes, in place of the run's own. */
  readonly canaries?: readonly string[];
  readonly truncated?: true;
  readonly part?: number;
}

const TICK = 100;

/**
 * A history, told act by act. Every act takes a millisecond; ticks come by themselves.
 *
 * Events are words: `started thinking executing completed done error`, or any other type. A word that comes
 * again is the same event again; `thinking#2` is another one, and so is `executing#2` another call.
 */
export class Story {
  readonly header: HistoryHeader;
  readonly ops: Op[] = [];
  readonly #cast: Cast;
  readonly #seen = new Map<string, { readonly frames: number; readonly bytes: number }>();
  readonly #open = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  #connections = 0;
  #time = 0;
  #ticked = 0;

  constructor(cast: Cast = {}) {
    this.#cast = cast;
    this.header = headerOf(cast);
  }

  /** Run id of a user's n-th run (1, 2 …). */
  run(user: string, run = 1): string {
    return mintId(KEY, "run", this.#ordinal(user), run - 1);
  }

  thread(user: string, run = 1): string {
    return mintId(KEY, "thread", this.#ordinal(user), run - 1);
  }

  canary(user: string, run = 1): string {
    return mintCanary(KEY, this.#ordinal(user), run - 1);
  }

  /** Index of the newest op. */
  get last(): number {
    return this.ops.length - 1;
  }

  /** Everybody connects, one tab after the other, unless only some are named. */
  open(...who: readonly string[]): this {
    const { users, tabs } = this.header.plan;
    const named = who.length > 0 ? users.filter(({ id }) => who.includes(id)) : users;
    for (const { id, role } of named) {
      const count = role === "user" ? tabs : 1;
      for (let tab = 0; tab < count; tab += 1) {
        const free = [0, 1, 2, 3].find((one) => !this.#open.has(`${id} ${one}`)) ?? 0;
        this.#connect(id, role, free);
      }
    }
    return this;
  }

  /** Sends the start of a user's n-th run. */
  start(user: string, run = 1, outcome: "ok" | "info" | "fail" = "ok"): this {
    return this.#send("start", user, run, outcome);
  }

  cancel(user: string, run = 1): this {
    return this.#send("cancel", user, run, "ok");
  }

  /** The user receives these events of his n-th run. */
  events(user: string, run: number, words: string): this {
    for (const word of words.split(" ").filter((one) => one !== "")) this.event(user, run, word);
    return this;
  }

  /** One event of a user's n-th run, as it should be but for the twist. */
  event(user: string, run: number, word: string, twist: Twist = {}): this {
    const { to = user, tab = 0, canaries, truncated, part, ...said } = twist;
    const number = this.#number(user, run, word);
    const { nth } = readWord(word);
    const spoken = {
      user,
      thread: this.thread(user, run),
      id: `${user}/${run}/${word}`,
      seq: number,
      at: this.header.epoch + number,
    };
    const silent = { user: null, thread: null, id: null, seq: null, at: null };
    const event: AgentEvent = {
      type: typeOf(word),
      run: this.run(user, run),
      ...(this.#cast.bare === true ? silent : spoken),
      data: payloadOf(word, `${nth}: ${this.canary(user, run)}`, `call-${user}-${run}-${nth}`),
      ...said,
    };
    const op: Omit<EventOp, "index" | "time"> = {
      type: "event",
      connection: this.connection(to, tab),
      user: to,
      bytes: part === undefined ? 100 : 0,
      event,
      canaries: canaries ?? [this.canary(user, run)],
      ...(truncated === undefined ? {} : { truncated }),
      ...(part === undefined ? {} : { part }),
    };
    return this.push(op);
  }

  /** A message of the server's that is no event. */
  frame(user: string, kind: FrameOp["kind"], more: Partial<FrameOp> & { tab?: number } = {}): this {
    const { tab = 0, ...rest } = more;
    const connection = this.connection(user, tab);
    return this.push({ ...SILENT_FRAME, connection, user, kind, bytes: 10, ...rest });
  }

  accept(user: string, run = 1, announced: number | null = null): this {
    return this.frame(user, "accepted", { run: this.run(user, run), announced });
  }

  /** Time passes, and the harness ticks. */
  wait(milliseconds: number): this {
    this.#advance(milliseconds);
    return this;
  }

  /** The harness stands still, and its next tick says how long. */
  stall(milliseconds: number): this {
    this.#time = this.#ticked + TICK + milliseconds;
    this.#ticked = this.#time;
    this.ops.push({ type: "tick", lag: milliseconds, index: this.ops.length, time: this.#time });
    return this;
  }

  close(user: string, how: Partial<CloseOp> = {}, tab = 0): this {
    const connection = this.connection(user, tab);
    this.#open.delete(`${user} ${tab}`);
    const counted = this.#seen.get(String(connection)) ?? { frames: 0, bytes: 0 };
    const close = { code: 1000, reason: "", by: "harness", ...counted, ...how } as const;
    return this.push({ type: "close", connection, user, ...close });
  }

  /** All that is open is closed, and the history ends. */
  end(reason: EndOp["reason"] = "finished"): this {
    for (const place of Array.from(this.#open.keys())) {
      const at = place.lastIndexOf(" ");
      this.close(place.slice(0, at), {}, Number(place.slice(at + 1)));
    }
    return this.push({
      type: "end",
      reason,
      ops: this.ops.length + 1,
      connections: this.#connections,
    });
  }

  /** The patience, or the linger, is waited for, and the history ends. */
  finish(): this {
    return this.wait(this.header.patience + this.header.linger).end();
  }

  push(op: Unstamped): this {
    this.#advance(1);
    this.ops.push({ ...op, index: this.ops.length, time: this.#time });
    if ((op.type === "event" || op.type === "frame") && op.part === undefined) {
      const key = String(op.connection);
      const { frames, bytes } = this.#seen.get(key) ?? { frames: 0, bytes: 0 };
      if (op.type !== "frame" || !op.kind.startsWith("control-")) {
        this.#seen.set(key, { frames: frames + 1, bytes: bytes + op.bytes });
      }
    }
    return this;
  }

  /** Number of a user's connection. */
  connection(user: string, tab = 0): number {
    const number = this.#open.get(`${user} ${tab}`);
    if (number === undefined) throw new Error(`${user} has no tab ${tab} open`);
    return number;
  }

  #connect(user: string, role: PlannedIdentity["role"], tab: number): void {
    const connection = this.#connections;
    this.#connections += 1;
    this.#open.set(`${user} ${tab}`, connection);
    const answer = { outcome: "open", status: 101, reason: null, took: 1 } as const;
    this.push({ type: "open", connection, user, role, ...answer });
    if (this.#cast.bare !== true) this.frame(user, "welcome", { subject: user, tab });
  }

  #send(
    action: "start" | "cancel",
    user: string,
    run: number,
    outcome: "ok" | "info" | "fail",
  ): this {
    return this.push({
      type: "send",
      connection: this.connection(user),
      user,
      action,
      run: this.run(user, run),
      thread: this.thread(user, run),
      canary: this.canary(user, run),
      scheduled: this.#time + 1,
      outcome,
    });
  }

  /** The five have the numbers of their places; what else a run has is numbered as it comes. */
  #number(user: string, run: number, word: string): number {
    const key = `${user} ${run}`;
    const known = this.#numbers.get(`${key} ${word}`);
    if (known !== undefined) return known;
    const isFive = this.header.contract.name === "five-events";
    const place = isFive ? placeOf(word) : null;
    const highest = this.#numbers.get(key) ?? 0;
    // An error may end a run before its fifth event.
    const number = place ?? (isFive && word !== "error" ? Math.max(5, highest) : highest) + 1;
    this.#numbers.set(`${key} ${word}`, number);
    this.#numbers.set(key, Math.max(highest, number));
    return number;
  }

  #ordinal(user: string): number {
    return this.header.plan.users.findIndex(({ id }) => id === user);
  }

  #advance(milliseconds: number): void {
    const until = this.#time + milliseconds;
    while (this.#ticked + TICK <= until) {
      this.#ticked += TICK;
      this.#time = this.#ticked;
      this.ops.push({ type: "tick", lag: 0, index: this.ops.length, time: this.#time });
    }
    this.#time = until;
  }
}
