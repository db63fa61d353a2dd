import type { ClientRequest, IncomingMessage } from "node:http";
import { type ClientOptions, type RawData, WebSocket } from "ws";
import { MAX_BODY } from "./evidence.ts";
import { CLOSE_TIMEOUT } from "./limits.ts";

/** Who is told what happens on a socket. */
export interface WireOwner {
  upgrading(response: IncomingMessage): void;
  opened(): void;
  /** An answer other than an upgrade has begun. */
  answering(): void;
  rejected(response: IncomingMessage, body: Buffer): void;
  errored(error: Error): void;
  received(data: Buffer, binary: boolean): void;
  beat(kind: "ping" | "pong", data: Buffer): void;
  ended(code: number, reason: Buffer): void;
}

/** How long the body of a rejection may take, in milliseconds. */
const BODY_TIMEOUT = 1_000;

/** How a socket is opened, beyond where to. */
export interface WireOptions {
  /** A larger message ends the connection with 1009. */
  readonly maxFrameBytes: number;
  /** Offer `permessage-deflate`. */
  readonly compression: boolean;
}

/**
 * A client socket that knows its owner, so that all sockets share their listeners. No redirects, and no
 * compression where it was not asked for: what the server said is what was sent.
 *
 * @throws when address, headers or subprotocols cannot be sent at all
 */
export class Wire extends WebSocket {
  declare owner: WireOwner;
  declare request: ClientRequest | undefined;

  constructor(
    owner: WireOwner,
    url: string,
    protocols: readonly string[],
    headers: Readonly<Record<string, string>>,
    { maxFrameBytes, compression }: WireOptions,
  ) {
    const options: ClientOptions & { readonly closeTimeout: number } = {
      headers: { ...headers },
      perMessageDeflate: compression,
      followRedirects: false,
      maxPayload: maxFrameBytes,
      closeTimeout: CLOSE_TIMEOUT,
      finishRequest: keepRequest,
    };
    super(url, [...protocols], options);
    this.owner = owner;
    this.on("upgrade", onUpgrade);
    this.on("unexpected-response", onUnexpectedResponse);
    this.on("open", onOpen);
    this.on("message", onMessage);
    this.on("ping", onPing);
    this.on("pong", onPong);
    this.on("error", onError);
    this.on("close", onClose);
  }

  /** Whether anybody accepted the TCP connection. */
  get reached(): boolean {
    return this.request?.socket?.connecting === false;
  }
}

function keepRequest(request: ClientRequest, wire: WebSocket): void {
  (wire as Wire).request = request;
  request.end();
}

function onUpgrade(this: WebSocket, response: IncomingMessage): void {
  (this as Wire).owner.upgrading(response);
}

function onUnexpectedResponse(
  this: WebSocket,
  _request: ClientRequest,
  response: IncomingMessage,
): void {
  const { owner } = this as Wire;
  const chunks: Buffer[] = [];
  let size = 0;
  owner.answering();
  const timer = setTimeout(finish, BODY_TIMEOUT);
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BODY) finish();
  });
  response.on("error", finish);
  response.on("close", finish);

  function finish(): void {
    clearTimeout(timer);
    owner.rejected(response, Buffer.concat(chunks, Math.min(size, MAX_BODY)));
  }
}

function onOpen(this: WebSocket): void {
  (this as Wire).request = undefined;
  (this as Wire).owner.opened();
}

function onMessage(this: WebSocket, data: RawData, binary: boolean): void {
  // The binary type is `nodebuffer`, the default: one Buffer a message.
  (this as Wire).owner.received(data as Buffer, binary);
}

function onPing(this: WebSocket, data: Buffer): void {
  (this as Wire).owner.beat("ping", data);
}

function onPong(this: WebSocket, data: Buffer): void {
  (this as Wire).owner.beat("pong", data);
}

function onError(this: WebSocket, error: Error): void {
  (this as Wire).owner.errored(error);
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  (this as Wire).owner.ended(code, reason);
}
