import type * as Library from "socket.io-client";
import type { Handshake } from "../../dialects/dialect.ts";
import { NO_SIGN_OF_LIFE } from "../breach.ts";
import type { Done, OpenWire, Wire, WireOptions, WireOwner } from "../wire.ts";
import { Socket } from "./socket.ts";

export type SocketIoLibrary = Pick<typeof Library, "io" | "NodeWebSocket">;

/** The packet with which a client joins a namespace: the namespace and its `auth`. */
const JOIN = /^40(?:(\/[^,]*),)?(\{.*\})?$/s;

/** A packet with an event: its namespace, and its name and arguments. */
const EVENT = /^42(?:\/[^,]*,)?(\[.*\])$/s;

/** Why a connection may end that is the server's doing, or ours. */
const EXPLAINED: readonly string[] = [
  "io client disconnect",
  "io server disconnect",
  "transport close",
  "transport error",
];

/** The longest that a timer takes, in milliseconds. */
const NEVER = 2 ** 31 - 1;

export function openSocketIo(library: SocketIoLibrary): OpenWire {
  return (owner, handshake, options) => new SocketIoClient(library, owner, handshake, options);
}

/**
 * Socket.IO's own client on a socket of ours. It speaks the protocol: joins the namespace, answers for signs
 * of life, encodes what is sent. What comes is recorded by the socket below it, so the bytes are those that
 * came. It has a connection to itself, never reconnects, and sends nothing late: an event before the server
 * has accepted the namespace is refused, and not kept.
 */
export class SocketIoClient implements Wire {
  readonly #client: Library.Socket;
  #socket: Socket | null = null;

  /** @throws when address or headers cannot be sent at all */
  constructor(
    library: SocketIoLibrary,
    owner: WireOwner,
    handshake: Handshake,
    options: WireOptions,
  ) {
    const { url, headers, protocols, login } = handshake;
    const address = new URL(url);
    const [, namespace = "/", auth = "{}"] = JOIN.exec(login[0] ?? "") ?? [];
    const open = (given: string): Socket => {
      this.#socket = new Socket(owner, { ...handshake, url: given }, options);
      return this.#socket;
    };
    class Carrier extends library.NodeWebSocket {
      override createSocket(given: string): Socket {
        return open(given);
      }
    }
    const query = Object.fromEntries(address.searchParams);
    delete query["EIO"];
    delete query["transport"];
    this.#client = library.io(`${address.origin}${namespace}`, {
      path: address.pathname,
      query,
      auth: JSON.parse(auth) as Record<string, unknown>,
      transports: [Carrier],
      extraHeaders: { ...headers },
      protocols: [...protocols],
      forceNew: true,
      reconnection: false,
      // Ours holds.
      timeout: NEVER,
    });
    this.#client.on("connect_error", (error) => {
      if (this.#socket === null) owner.errored(error);
    });
    this.#client.on("disconnect", (reason) => {
      if (EXPLAINED.includes(reason)) return;
      const code = reason === "ping timeout" ? NO_SIGN_OF_LIFE : "WS_ERR_SOCKET_IO_PACKET";
      owner.errored(Object.assign(new Error(reason), { code }));
    });
  }

  get isOpen(): boolean {
    return this.#socket?.isOpen === true;
  }

  get reached(): boolean {
    return this.#socket?.reached === true;
  }

  /** Joining, and the answers for signs of life, are the client's own affair: they are not sent twice. */
  send(message: string, done: Done): void {
    const [, event] = EVENT.exec(message) ?? [];
    if (event === undefined || !this.#client.connected) {
      done(new Error(event === undefined ? "no event" : "the namespace was not joined"));
      return;
    }
    const [name, ...args] = JSON.parse(event) as readonly [string, ...unknown[]];
    this.#client.emit(name, ...args);
  }

  ping(): void {
    this.#socket?.ping();
  }

  close(): void {
    this.#client.disconnect();
  }

  terminate(): void {
    this.#client.disconnect();
    this.#socket?.terminate();
  }
}
