import type { Handshake } from "../../dialects/dialect.ts";
import type { Wire, WireOptions, WireOwner } from "../wire.ts";
import { LeanSocket } from "./lean/lean-socket.ts";
import { plainRequest } from "./lean/plain-request.ts";
import { Socket } from "./socket.ts";

/**
 * Opens a WebSocket: a lean one in the plain case, and one of `ws` for TLS, proxies, compression and all that
 * is odd. What comes of it is the same.
 *
 * @throws when address, headers or subprotocols cannot be sent at all
 */
export function openSocket(owner: WireOwner, handshake: Handshake, options: WireOptions): Wire {
  const direct = !options.compression && options.agentOf?.(handshake.url) === undefined;
  const request = direct ? plainRequest(handshake) : null;
  if (request === null) return new Socket(owner, handshake, options);
  return new LeanSocket(owner, request, options);
}
