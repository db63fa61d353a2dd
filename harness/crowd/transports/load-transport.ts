import type { Transport } from "../../dialects/dialect.ts";
import { HarnessError } from "../../errors/harness-error.ts";
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

/** The package, loaded only for those who ask for it. */
async function loadSocketIo(
  load: () => Promise<SocketIoLibrary> = async () => import("socket.io-client"),
): Promise<SocketIoLibrary> {
  try {
    return await load();
  } catch (cause) {
    const missing =
      cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    if (!missing) throw cause;
    throw new HarnessError("no-socket-io", "This dialect needs the package socket.io-client.", {
      cause,
    });
  }
}
