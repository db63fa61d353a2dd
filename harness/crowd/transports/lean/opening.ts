import type { IncomingMessage } from "node:http";
import { headOf } from "../../handshake-words.ts";
import { type AnswerHeaders, faultOf, plainAnswer } from "./plain-answer.ts";
import type { PlainRequest } from "./plain-request.ts";
import { Replay, type ReplayListener } from "./replay.ts";
import type { Tcp, TcpListener } from "./tcp.ts";

/** Who is told how a handshake went. */
export interface OpeningListener {
  readonly isOpening: boolean;
  /** The head of a 101, good or not. */
  upgrading(head: Buffer): void;
  /** The connection is open. `rest`: what came behind the head, overwritten once this returns. */
  opened(rest: Buffer): void;
  answered(answer: IncomingMessage): void;
  failed(error: Error): void;
}

/**
 * A handshake: sends the request, and reads the answer where it is a plain 101 in one piece. Every other answer
 * is played to Node's own client, from its first byte. Nothing of it is left once the connection is open.
 */
export class Opening implements TcpListener, ReplayListener {
  readonly #tcp: Tcp;
  readonly #request: PlainRequest;
  readonly #listener: OpeningListener;

  constructor(tcp: Tcp, request: PlainRequest, listener: OpeningListener) {
    this.#tcp = tcp;
    this.#request = request;
    this.#listener = listener;
  }

  /* What the TCP connection reports. */

  connected(): void {
    this.#tcp.write(this.#request.head, "latin1");
  }

  arrived(bytes: Buffer, size: number): void {
    const came = bytes.subarray(0, size);
    const answer = plainAnswer(came);
    if (answer === null) new Replay(this.#tcp, this).arrived(bytes, size);
    else this.#judge(answer.head, answer.headers, came.subarray(answer.head.length));
  }

  ended(): void {
    this.failed(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
  }

  failed(error: Error): void {
    this.#listener.failed(error);
  }

  gone(): void {}

  /* What Node's client reports. */

  switched(answer: IncomingMessage, rest: Buffer): void {
    this.#judge(headOf(answer), answer.headers, rest);
  }

  answered(answer: IncomingMessage): void {
    this.#listener.answered(answer);
  }

  #judge(head: Buffer, headers: AnswerHeaders, rest: Buffer): void {
    const listener = this.#listener;
    listener.upgrading(head);
    if (!listener.isOpening) return;
    const fault = faultOf(headers, this.#request);
    if (fault === null) listener.opened(rest);
    else listener.failed(new Error(fault));
  }
}
