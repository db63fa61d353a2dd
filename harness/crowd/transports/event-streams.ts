import type { ClientRequest, IncomingMessage } from "node:http";
import type { Handshake, HttpCall } from "../../dialects/dialect.ts";
import type { Answered } from "../../history/witness.ts";
import { headOf, reasonOf } from "../handshake-words.ts";
import { ask, gather, type Sending } from "../http-call.ts";
import { gatherRejection } from "../rejection.ts";
import type { Done, Wire, WireOptions, WireOwner } from "../wire.ts";
import { EventLines } from "./event-lines.ts";

/** A probe cannot be judged: the answer would have been the same for a good token. */
export const NOT_ASKED_FOR = "token-not-asked-for";

const EMPTY: Buffer = Buffer.alloc(0);
const STREAM = "text/event-stream";
const ABNORMAL = 1006;
const NORMAL = 1000;

/** As close codes of applications: 4401 for 401, 4403 for 403. */
const APPLICATION = 4_000;

/** The code that stands for a message over the limit, as on a socket. */
const TOO_LARGE = "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";

/**
 * A user's place at a server that answers requests with event streams: each run has a stream of its own, and
 * what they have in common is the user.
 *
 * It opens with a request that starts nothing; what that is answered with an event stream is listened to, too.
 * It ends like a socket: cut when a stream breaks off, when no request gets through any more and when an
 * event is too large, closed with 4401 or 4403 when a request is refused, with 1000 when the stream of the opening ends.
 */
export class EventStreams implements Wire {
  isOpen = false;
  readonly #owner: WireOwner;
  readonly #http: Handshake["http"];
  readonly #maxBytes: number;
  readonly #agentOf: WireOptions["agentOf"];
  readonly #abort = new AbortController();
  #opening: ClientRequest | null = null;

  /** `strict`: only an answer that depends on the token opens it. @throws when nothing can be asked for */
  constructor(
    owner: WireOwner,
    { http }: Handshake,
    { maxFrameBytes, agentOf }: WireOptions,
    strict: boolean,
  ) {
    this.#owner = owner;
    this.#http = http;
    this.#maxBytes = maxFrameBytes;
    this.#agentOf = agentOf;
    const { request, answer } = ask(http, this.#openingCall, this.#abort.signal, agentOf);
    this.#opening = request;
    answer.then(
      (response) => this.#answered(response, strict),
      (error: Error) => owner.errored(error),
    );
  }

  get reached(): boolean {
    return this.#opening?.socket?.connecting === false;
  }

  send(_message: string, done: Done): void {
    done(new Error("an event stream takes no messages"));
  }

  request(call: HttpCall, done: Done): void {
    void this.#run(call, done);
  }

  ping(): void {
    void this.#knock();
  }

  close(code: number): void {
    if (this.isOpen) queueMicrotask(() => this.#end(code, EMPTY));
  }

  terminate(): void {
    this.#abort.abort();
    this.#end(ABNORMAL, EMPTY);
  }

  get #openingCall(): Sending {
    const { method = "GET", url = "", body = "" } = this.#http?.opening ?? {};
    const type = body === "" ? {} : { "content-type": "application/json" };
    return { method, url, headers: { accept: STREAM, ...type }, body };
  }

  #answered(response: IncomingMessage, strict: boolean): void {
    const owner = this.#owner;
    const status = response.statusCode ?? 0;
    const declared = this.#http?.opening !== undefined;
    if (declared ? !isSuccess(status) : turnsAway(status)) {
      gatherRejection(response, owner);
      return;
    }
    const standing = isStream(response);
    if (strict && !declared && !standing) {
      this.#abort.abort();
      owner.errored(Object.assign(new Error(NOT_ASKED_FOR), { code: NOT_ASKED_FOR }));
      return;
    }
    owner.upgrading(headOf(response), status);
    this.isOpen = true;
    owner.opened();
    if (standing) void this.#listen(response);
    else response.destroy();
  }

  /** The stream of the opening: when it ends, nothing more can be heard. */
  async #listen(response: IncomingMessage): Promise<void> {
    if (await this.#read(response)) this.#end(NORMAL, EMPTY);
  }

  async #run(call: HttpCall, done: Done): Promise<void> {
    const { run, action } = call;
    let response: IncomingMessage;
    try {
      response = await ask(this.#http, call, this.#abort.signal, this.#agentOf).answer;
    } catch (error) {
      if (this.isOpen) done(error as Error);
      this.#end(ABNORMAL, EMPTY);
      return;
    }
    done(null);
    const status = response.statusCode ?? 0;
    if (isSuccess(status) && isStream(response)) {
      this.#hear(headOf(response), { run, action, status, part: "head" });
      await this.#read(response, { run, action, status, part: "event" });
    } else await this.#refused(response, { run, action, status });
  }

  async #refused(response: IncomingMessage, answered: Answered): Promise<void> {
    const { status } = answered;
    const body = await gather(response, this.#maxBytes).catch(() => null);
    if (body === null) return this.#end(ABNORMAL, EMPTY);
    if (status !== 401 && status !== 403) return this.#hear(body, answered);
    if (!this.isOpen) return;
    // Whoever hears of it may want to send the next at once.
    this.isOpen = false;
    this.#owner.received(body, false, answered);
    this.#leave(APPLICATION + status, Buffer.from(reasonOf(response, body)));
  }

  /** Reads a stream to its end. False: it broke off, or we ended it. */
  async #read(response: IncomingMessage, answered?: Answered): Promise<boolean> {
    const lines = new EventLines();
    const chunks = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    // Only the stream's own errors are the transport's: what its owner throws is not caught here.
    const next = async () => chunks.next().catch(() => null);
    let chunk = await next();
    while (chunk !== null && chunk.done !== true) {
      for (const event of lines.push(chunk.value)) {
        if (!this.#takes(event.length)) return false;
        this.#hear(event, answered);
      }
      if (!this.#takes(lines.size)) return false;
      chunk = await next();
    }
    this.#cutOff(lines, answered);
    if (chunk === null) this.#end(ABNORMAL, EMPTY);
    return this.isOpen;
  }

  /** An event without its end is none, but its bytes were received. */
  #cutOff(lines: EventLines, answered: Answered | undefined): void {
    const rest = lines.rest();
    if (rest.length > 0) this.#hear(rest, answered);
  }

  #takes(bytes: number): boolean {
    if (bytes <= this.#maxBytes) return true;
    if (this.isOpen) this.#owner.errored(Object.assign(new Error(TOO_LARGE), { code: TOO_LARGE }));
    this.#end(ABNORMAL, EMPTY);
    return false;
  }

  /** Once it has ended its counts are told, and nothing is received any more. */
  #hear(bytes: Buffer, answered?: Answered): void {
    if (this.isOpen) this.#owner.received(bytes, false, answered);
  }

  /** The opening once more: any answer is a sign of life. */
  async #knock(): Promise<void> {
    try {
      const { answer } = ask(this.#http, this.#openingCall, this.#abort.signal, this.#agentOf);
      const response = await answer;
      response.destroy();
      if (this.isOpen) this.#owner.beat("pong", headOf(response));
    } catch {
      this.#end(ABNORMAL, EMPTY);
    }
  }

  #end(code: number, reason: Buffer): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#leave(code, reason);
  }

  #leave(code: number, reason: Buffer): void {
    this.#abort.abort();
    this.#owner.ended(code, reason);
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Not known, not now, not here, or broken. A server that knows no `GET` says so, and is there. */
function turnsAway(status: number): boolean {
  const notNow = [401, 403, 407, 429].includes(status);
  return notNow || status >= 500 || (status >= 300 && status < 400);
}

function isStream({ headers }: IncomingMessage): boolean {
  return (headers["content-type"] ?? "").trim().toLowerCase().startsWith(STREAM);
}
