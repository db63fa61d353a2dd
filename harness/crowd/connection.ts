import type { IncomingMessage } from "node:http";
import type { Handshake, HttpCall, HttpPlace, Outgoing, Transport } from "../dialects/dialect.ts";
import type { OpenOp, Unstamped } from "../history/op.ts";
import type { Answered } from "../history/witness.ts";
import { type Breach, breachOf } from "./breach.ts";
import { codeOf, headOf, reasonOf } from "./handshake-words.ts";
import { Login } from "./login.ts";
import { redirectOf } from "./redirect.ts";
import { Requests } from "./requests.ts";
import type { Fate, Seat, Surroundings } from "./seat.ts";
import type { Wire, WireOwner } from "./wire.ts";

/** Our own word for a handshake without an answer. */
export const HANDSHAKE_TIMEOUT = "ETIMEDOUT";

const EMPTY: Buffer = Buffer.alloc(0);
const PONG = '{"type":"pong"}';
const ABNORMAL = 1006;

/** One connection of a simulated user: opened once, never reconnected. All that it sees goes to the witness. */
export class Connection implements WireOwner {
  readonly seat: Seat;
  fate: Fate = { is: "idle" };
  /** Host and port that it was opened to. */
  host = "";
  /** Messages and bytes received, counted apart from the recorder. */
  frames = 0;
  bytes = 0;
  /** Bytes of the message that is told. */
  newest = 0;
  /** An event came: whoever closes later does so for another reason than who we are. */
  served = false;
  /** Ready when the handshake is decided and, where a welcome is promised, it came, was refused or is overdue. */
  readonly login = new Login();
  readonly #surroundings: Surroundings;
  #wire: Wire | null = null;
  #timer: NodeJS.Timeout | undefined;
  #started = 0;
  #firstTexts: readonly string[] = [];
  #http: HttpPlace | undefined;
  #url = "";
  #requests: Requests | null = null;
  #head = EMPTY;
  #status: number | null = null;
  #closing = false;
  #breach: Breach | null = null;

  constructor(seat: Seat, surroundings: Surroundings) {
    this.seat = seat;
    this.#surroundings = surroundings;
  }

  get transport(): Transport {
    return this.#surroundings.transport;
  }

  get isOpen(): boolean {
    return this.#wire?.isOpen === true;
  }

  /** Begins the handshake; `login.ready` tells when it is decided. */
  open(handshake: Handshake): void {
    const { url, login, http } = handshake;
    const { witness, limits, openWire } = this.#surroundings;
    this.fate = { is: "pending" };
    this.host = URL.parse(url)?.host ?? "the target";
    this.#url = url;
    this.#firstTexts = login;
    this.#http = http;
    this.#started = witness.now();
    this.#timer = setTimeout(overdue, limits.handshakeTimeout, this);
    try {
      const source = limits.sourceOf?.(this.seat.number);
      const options = source === undefined ? limits : { ...limits, source };
      this.#wire = openWire(this, handshake, options, this.seat.role);
    } catch (error) {
      this.errored(error as Error);
    }
  }

  /**
   * Sends one text, or makes one request, whose answer is received as if it came on the socket.
   * False: the socket is not open, so it was certainly not sent.
   */
  send(message: Outgoing, done: (error?: Error | null) => void = ignore): boolean {
    if (!this.isOpen) return false;
    if (typeof message === "string") this.#wire?.send(message, done);
    else if (this.#wire?.request) this.#wire.request(message, done);
    else void this.#request(message, done);
    return true;
  }

  /** Asks the server for a sign of life. */
  ping(): void {
    if (!this.isOpen) return;
    this.#told("ping");
    this.#wire?.ping();
  }

  /** Begins the close, unless the server has begun it. A handshake under way is given up, and not recorded. */
  close(): void {
    if (this.fate.is === "pending") {
      this.#decided({ is: "aborted" });
      this.#wire?.terminate();
    } else if (this.isOpen) {
      this.#closing = true;
      this.#wire?.close(1000);
    }
  }

  /** Cuts the socket; what it knew of a close stands. */
  cut(): void {
    this.close();
    this.#wire?.terminate();
  }

  /** Records a close that the socket itself never reported. */
  giveUp(): void {
    this.ended(ABNORMAL, EMPTY);
  }

  /* What the socket reports. */

  upgrading(head: Buffer, status: number): void {
    this.#head = head;
    this.#status = status;
  }

  opened(): void {
    if (this.fate.is !== "pending") return;
    this.#answered({ is: "open" }, "open", null, this.#head);
    this.#surroundings.opened(this);
    this.#logIn();
    if (this.#surroundings.welcomed && this.isOpen && this.seat.role !== "probe") {
      this.login.await(this.#surroundings.limits.handshakeTimeout);
    } else this.login.over();
  }

  answering(): void {
    this.#stopTimer();
  }

  rejected(response: IncomingMessage, body: Buffer): void {
    if (this.fate.is !== "pending") return;
    this.#status = response.statusCode ?? 0;
    const evidence = Buffer.concat([headOf(response), body]);
    const reason = reasonOf(response, body);
    const leads = redirectOf(response, this.#url);
    this.#answered({ is: "rejected", status: this.#status, leads }, "rejected", reason, evidence);
    this.login.over();
    this.#wire?.terminate();
  }

  errored(error: Error): void {
    const code = codeOf(error);
    if (this.fate.is === "open") {
      this.#breach ??= breachOf(code, this.#surroundings.limits.maxFrameBytes);
    } else this.#failed(code);
  }

  overdue(): void {
    this.#failed(HANDSHAKE_TIMEOUT);
    this.#wire?.terminate();
  }

  received(data: Buffer, binary: boolean, answered?: Answered): void {
    this.frames += 1;
    this.bytes += data.length;
    this.newest = data.length;
    const { number, user } = this.seat;
    const { witness } = this.#surroundings;
    for (const message of witness.message(number, user, data, binary, answered)) {
      if (message.kind === "event") this.served = true;
      else if (message.kind === "ping") this.send(message.reply ?? PONG);
      else this.login.heard(message);
      this.#surroundings.heard(this, message);
    }
  }

  beat(kind: "ping" | "pong", data: Buffer): void {
    this.#surroundings.witness.control(this.seat.number, this.seat.user, kind, data);
  }

  ended(transportCode: number, reasonBytes: Buffer): void {
    if (this.fate.is !== "open") return;
    this.#requests?.end();
    const { number: connection, user } = this.seat;
    const { frames, bytes } = this;
    const theirs = transportCode === ABNORMAL ? "network" : "server";
    const by = this.#closing || this.#breach ? "harness" : theirs;
    const code = this.#breach?.code ?? transportCode;
    const reason = this.#breach?.reason ?? reasonBytes.toString();
    this.#decided({ is: "closed", code, by });
    this.#surroundings.witness.closed(
      { type: "close", connection, user, code, reason, by, frames, bytes },
      reasonBytes,
    );
    this.#surroundings.closed(this);
  }

  async #request(call: HttpCall, failed: (error: Error) => void): Promise<void> {
    const { run, action } = call;
    this.#requests ??= new Requests(this.#http, this.#surroundings.limits);
    const answer = await this.#requests.make(call).catch((error: Error) => {
      if (this.isOpen) failed(error);
    });
    // Once the connection has ended its counts are told, and nothing is received any more.
    if (answer && this.fate.is === "open")
      this.received(answer.body, false, { run, action, status: answer.status });
  }

  #failed(code: string): void {
    if (this.fate.is !== "pending") return;
    const reached = this.#status !== null || this.#wire?.reached === true;
    this.#answered({ is: "failed", code, reached }, "failed", code, this.#head);
    this.login.over();
  }

  #answered(fate: Fate, outcome: OpenOp["outcome"], reason: string | null, evidence: Buffer): void {
    const { number: connection, user, role, probe } = this.seat;
    const { witness } = this.#surroundings;
    const op: Unstamped<OpenOp> = {
      type: "open",
      connection,
      user,
      role,
      outcome,
      status: this.#status,
      reason,
      took: witness.now() - this.#started,
      ...(probe === undefined ? undefined : { probe }),
    };
    this.#stopTimer();
    this.fate = fate;
    this.#head = EMPTY;
    this.#url = "";
    witness.opened(op, evidence);
  }

  #decided(fate: Fate): void {
    this.#stopTimer();
    this.fate = fate;
    this.login.over();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #logIn(): void {
    if (this.#firstTexts.length === 0) return;
    this.#told("login");
    for (const text of this.#firstTexts) this.send(text);
    this.#firstTexts = [];
  }

  /** Records a message of ours that belongs to no run. */
  #told(action: "login" | "ping"): void {
    const { number: connection, user } = this.seat;
    const { witness } = this.#surroundings;
    const scheduled = witness.now();
    const blank = { run: null, thread: null, canary: null, scheduled, outcome: "ok" } as const;
    witness.sent({ type: "send", connection, user, action, ...blank });
  }
}

function overdue(connection: Connection): void {
  connection.overdue();
}

function ignore(): void {}
