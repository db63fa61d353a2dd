import { type IncomingMessage, request as ask } from "node:http";
import { Duplex } from "node:stream";
import type { Tcp, TcpListener } from "./tcp.ts";

/** Who is told what an answer was, in the words of Node's own client. */
export interface ReplayListener {
  /** A 101. `rest`: what came behind it, a copy. */
  switched(answer: IncomingMessage, rest: Buffer): void;
  /** Anything else. */
  answered(answer: IncomingMessage): void;
  failed(error: Error): void;
}

/**
 * Plays what a connection receives to Node's own HTTP client, as if that had asked: an answer is then what it
 * always was, with the same headers, the same body and the same errors.
 */
export class Replay extends Duplex implements TcpListener {
  readonly #tcp: Tcp;

  constructor(tcp: Tcp, listener: ReplayListener) {
    super();
    this.#tcp = tcp;
    tcp.listener = this;
    const headers = { connection: "upgrade", upgrade: "websocket" };
    const request = ask({ createConnection: () => this, headers });
    request.on("upgrade", (answer, _stream, rest) => listener.switched(answer, rest));
    request.on("response", (answer) => listener.answered(answer));
    request.on("error", (error) => listener.failed(error));
    request.end();
  }

  connected(): void {}

  arrived(bytes: Buffer, size: number): void {
    this.push(Buffer.from(bytes.subarray(0, size)));
  }

  ended(): void {
    this.push(null);
  }

  failed(error: Error): void {
    this.destroy(error);
  }

  gone(): void {
    this.destroy();
  }

  override _read(): void {}

  /** The request was sent before. */
  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }

  override _final(done: () => void): void {
    this.#tcp.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#tcp.destroy();
    done(error);
  }
}
