import { Socket, type TcpNetConnectOpts } from "node:net";

/** What every connection reads into: whoever is told of bytes is done with them when he returns. */
const SHARED: Buffer = Buffer.allocUnsafeSlow(65_536);

const READING = { onread: { buffer: SHARED, callback: onRead } };

/** Who is told what happens on a TCP connection. */
export interface TcpListener {
  connected(): void;
  /** The first `size` bytes of a buffer that is overwritten once this returns. */
  arrived(bytes: Buffer, size: number): void;
  /** The other side sends nothing more. Our own end follows by itself. */
  ended(): void;
  /** It broke, and is destroyed. */
  failed(error: Error): void;
  gone(): void;
}

/** A TCP connection without a buffer of its own, and without listeners of its own: they are shared by all. */
export class Tcp extends Socket {
  listener: TcpListener;

  constructor(listener: TcpListener) {
    super(READING);
    this.listener = listener;
    this.once("connect", onConnect);
    this.on("end", onEnd);
    this.on("error", onError);
    this.on("close", onClose);
  }

  /** Without Nagle: each message is sent when it is written. */
  open(to: Pick<TcpNetConnectOpts, "host" | "port" | "localAddress">): void {
    this.setNoDelay();
    try {
      this.connect(to);
    } catch (error) {
      process.nextTick(onRefused, this, error);
    }
  }
}

/** Whoever filled the buffer, and reads on in the next turn of the loop. */
let full: Tcp[] = [];

function onRead(this: unknown, size: number, _buffer: Uint8Array): boolean {
  // Node calls it as a method of the socket.
  const tcp = this as Tcp;
  tcp.listener.arrived(SHARED, size);
  if (size < SHARED.length) return true;
  // There is more, up to 32 buffers in one go. With a flood on all connections no timer and no signal would have its turn.
  if (full.push(tcp) === 1) setImmediate(readOn);
  return false;
}

function readOn(): void {
  const waiting = full;
  full = [];
  for (const tcp of waiting) tcp.resume();
}

function onRefused(tcp: Tcp, error: Error): void {
  tcp.listener.failed(error);
}

function onConnect(this: Socket): void {
  (this as Tcp).listener.connected();
}

function onEnd(this: Socket): void {
  (this as Tcp).listener.ended();
}

function onError(this: Socket, error: Error): void {
  (this as Tcp).listener.failed(error);
}

function onClose(this: Socket): void {
  (this as Tcp).listener.gone();
}
