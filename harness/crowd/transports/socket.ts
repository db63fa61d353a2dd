import type { ClientRequest, IncomingMessage } from "node:http";
import { type ClientOptions, type RawData, WebSocket } from "ws";
import type { Handshake } from "../../dialects/dialect.ts";
import { headOf } from "../handshake-words.ts";
import { CLOSE_TIMEOUT } from "../limits.ts";
import { gatherRejection } from "../rejection.ts";
import type { Wire, WireOptions, WireOwner } from "../wire.ts";
import { answerPing, type PingedWire } from "./pongs.ts";

/**
 * A client socket that knows its owner, so that all sockets share their listeners. No redirects, and no
 * compression where it was not asked for: what the server said is what was sent.
 *
 * @throws when address, headers or subprotocols cannot be sent at all
 */
export class Socket extends WebSocket implements Wire, PingedWire {
  declare owner: WireOwner;
  declare handshake: ClientRequest | undefined;
  declare pongs: number;

  constructor(
    owner: WireOwner,
    { url, protocols, headers }: Handshake,
    { maxFrameBytes, compression, agentOf, source }: WireOptions,
  ) {
    const options: ClientOptions & {
      readonly closeTimeout: number;
      readonly localAddress: string | undefined;
    } = {
      headers: { ...headers },
      perMessageDeflate: compression,
      followRedirects: false,
      maxPayload: maxFrameBytes,
      closeTimeout: CLOSE_TIMEOUT,
      finishRequest: keepRequest,
      autoPong: false,
      agent: agentOf?.(url),
      localAddress: source,
    };
    super(url, [...protocols], options);
    this.owner = owner;
    this.pongs = 0;
    this.on("upgrade", onUpgrade);
    this.on("unexpected-response", onUnexpectedResponse);
    this.on("open", onOpen);
    this.on("message", onMessage);
    this.on("ping", onPing);
    this.on("pong", onPong);
    this.on("error", onError);
    this.on("close", onClose);
  }

  get isOpen(): boolean {
    return this.readyState === WebSocket.OPEN;
  }

  get reached(): boolean {
    return this.handshake?.socket?.connecting === false;
  }
}

function keepRequest(request: ClientRequest, socket: WebSocket): void {
  (socket as Socket).handshake = request;
  request.end();
}

function onUpgrade(this: WebSocket, response: IncomingMessage): void {
  (this as Socket).owner.upgrading(headOf(response), response.statusCode ?? 0);
}

function onUnexpectedResponse(
  this: WebSocket,
  _request: ClientRequest,
  response: IncomingMessage,
): void {
  gatherRejection(response, (this as Socket).owner);
}

function onOpen(this: WebSocket): void {
  (this as Socket).handshake = undefined;
  (this as Socket).owner.opened();
}

function onMessage(this: WebSocket, data: RawData, binary: boolean): void {
  // The binary type is `nodebuffer`, the default: one Buffer a message.
  (this as Socket).owner.received(data as Buffer, binary);
}

/** Not by `ws` itself: from 60 pings in one go on it cuts the connection without a word. */
function onPing(this: WebSocket, data: Buffer): void {
  answerPing(this as Socket, data);
}

function onPong(this: WebSocket, data: Buffer): void {
  (this as Socket).owner.beat("pong", data);
}

function onError(this: WebSocket, error: Error): void {
  (this as Socket).owner.errored(error);
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  (this as Socket).owner.ended(code, reason);
}
