import type { Transport } from "../../dialects/dialect.ts";
import { loadOptional } from "../../errors/optional-package.ts";
import { EventStreams } from "./event-streams.ts";
import type { OpenWire } from "../wire.ts";
import { openSocket } from "./open-socket.ts";
import { openSocketIo, type SocketIoLibrary } from "./socket-io-client.ts";

/**
 * How connections of a transport are opened.
 *
 * @throws HarnessError `no-socket-io` where the package that it needs is not there
 */
export async function loadTransport(
  transport: Transport = "websocket",
  load?: () => Promise<SocketIoLibrary>,
): Promise<OpenWire> {
  switch (transport) {
    case "sse":
      return (owner, handshake, options, role) =>
        new EventStreams(owner, handshake, options, role === "probe");
    case "socket.io":
      return openSocketIo(await loadSocketIo(load));
    default:
      return openSocket;
  }
}

async function loadSocketIo(
  load: () => Promise<SocketIoLibrary> = async () => import("socket.io-client"),
): Promise<SocketIoLibrary> {
  const message = "This dialect needs the package socket.io-client.";
  return await loadOptional(load, { code: "no-socket-io", message });
}
