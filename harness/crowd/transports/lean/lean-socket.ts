import type { IncomingMessage } from "node:http";
import { CLOSE_TIMEOUT } from "../../limits.ts";
import { gatherRejection } from "../../rejection.ts";
import type { Done, Wire, WireOptions, WireOwner } from "../../wire.ts";
import { answerPing, type PingedWire } from "../pongs.ts";
import { type FrameListener, FrameReader } from "./frame-reader.ts";
import { clientFrame } from "./frame-writer.ts";
import { CLOSE, PING, PONG, TEXT } from "./opcodes.ts";
import { Opening, type OpeningListener } from "./opening.ts";
import type { PlainRequest } from "./plain-request.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";
import { Tcp, type TcpListener } from "./tcp.ts";

const ABNORMAL = 1006;
const NO_STATUS = 1005;
const EMPTY: Buffer = Buffer.alloc(0);

/** In the words of `ws`. */
const GIVEN_UP = "WebSocket was closed before the connection was established";

type State = "opening" | "open" | "closing" | "closed";

/**
 * The plain case of a WebSocket, for crowds of many thousands: what its owner sees is what he would see through
 * `ws`, for half of the memory. Idle it holds a TCP connection, a reader of frames and a few numbers.
 */
export class LeanSocket implements Wire, PingedWire, OpeningListener, TcpListener, FrameListener {
  readonly owner: WireOwner;
  pongs = 0;
  readonly #tcp: Tcp;
  readonly #reader: FrameReader;
  #state: State = "opening";
  #code = ABNORMAL;
  #reason = EMPTY;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    owner: WireOwner,
    request: PlainRequest,
    { maxFrameBytes, source }: Pick<WireOptions, "maxFrameBytes" | "source">,
  ) {
    this.owner = owner;
    this.#reader = new FrameReader(maxFrameBytes);
    this.#tcp = new Tcp(this);
    this.#tcp.listener = new Opening(this.#tcp, request, this);
    const { host, port } = request;
    this.#tcp.open(source === undefined ? { host, port } : { host, port, localAddress: source });
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get isOpening(): boolean {
    return this.#state === "opening";
  }

  get reached(): boolean {
    return !this.#tcp.connecting;
  }

  send(message: string, done: Done): void {
    if (this.isOpen) this.#tcp.write(clientFrame(TEXT, message), done);
    else process.nextTick(done, new Error(`the WebSocket is ${this.#state}`));
  }

  ping(): void {
    if (this.isOpen) this.#tcp.write(clientFrame(PING, EMPTY));
  }

  pong(data: Buffer, _mask: boolean, done: Done): void {
    this.#tcp.write(clientFrame(PONG, data), done);
  }

  close(code: number): void {
    if (this.isOpening) this.#giveUp();
    else if (this.isOpen) this.#sayClose(code, EMPTY);
  }

  terminate(): void {
    if (this.isOpening) this.#giveUp();
    else if (this.#state !== "closed" && this.#tcp.listener === this) {
      this.#state = "closing";
      this.#tcp.destroy();
    }
  }

  /* What the handshake reports. */

  upgrading(head: Buffer): void {
    this.owner.upgrading(head, 101);
  }

  opened(rest: Buffer): void {
    this.#tcp.listener = this;
    this.#state = "open";
    this.owner.opened();
    if (rest.length > 0) this.arrived(rest, rest.length);
  }

  answered(answer: IncomingMessage): void {
    gatherRejection(answer, this.owner);
  }

  /* What the TCP connection reports. */

  connected(): void {}

  arrived(bytes: Buffer, size: number): void {
    this.#reader.read(bytes, 0, size, this);
  }

  ended(): void {
    this.#state = "closing";
  }

  /** Before it is open, that is all there is to tell; afterwards the end says enough. */
  failed(error: Error): void {
    if (this.isOpening) this.#fail(error);
    else if (this.#state !== "closed") this.#state = "closing";
  }

  gone(): void {
    clearTimeout(this.#timer);
    this.#state = "closed";
    this.owner.ended(this.#code, this.#reason);
  }

  /* What the reader of frames reports. */

  message(data: Buffer, binary: boolean): void {
    this.owner.received(data, binary);
  }

  beat(kind: "ping" | "pong", data: Buffer): void {
    if (kind === "ping") answerPing(this, data);
    else this.owner.beat(kind, data);
  }

  concluded(code: number, reason: Buffer): void {
    this.#code = code;
    this.#reason = reason.length === 0 ? EMPTY : Buffer.from(reason);
    this.#answerClose(code, reason);
  }

  refused(code: RefusalCode): void {
    const refusal = new Refusal(code);
    this.#answerClose(refusal.closeCode, EMPTY);
    this.owner.errored(refusal);
  }

  #answerClose(code: number, reason: Buffer): void {
    if (this.isOpen) this.#sayClose(code, reason);
    this.#tcp.end();
  }

  /** Whoever does not answer in time is cut. */
  #sayClose(code: number, reason: Buffer): void {
    this.#tcp.write(clientFrame(CLOSE, closePayload(code, reason)));
    this.#state = "closing";
    this.#timer = setTimeout(cut, CLOSE_TIMEOUT, this.#tcp);
  }

  #giveUp(): void {
    this.#state = "closing";
    process.nextTick(() => this.#fail(new Error(GIVEN_UP)));
  }

  /** It never was open. */
  #fail(error: Error): void {
    this.#state = "closing";
    this.owner.errored(error);
    this.#state = "closed";
    this.owner.ended(ABNORMAL, EMPTY);
    this.#tcp.destroy();
  }
}

function closePayload(code: number, reason: Buffer): Buffer {
  if (code === NO_STATUS) return EMPTY;
  const payload = Buffer.allocUnsafe(2 + reason.length);
  payload.writeUInt16BE(code, 0);
  reason.copy(payload, 2);
  return payload;
}

function cut(tcp: Tcp): void {
  tcp.destroy();
}
