import type { Handshake, Transport } from "../../dialects/dialect.ts";
import type { Role } from "../../history/op.ts";
import type { Wire, WireOptions, WireOwner } from "../wire.ts";
import { EventStreams } from "./event-streams.ts";
import { Socket } from "./socket.ts";

/** Begins to open what carries a connection. @throws when it cannot be asked for at all */
export function openWire(
  transport: Transport,
  owner: WireOwner,
  handshake: Handshake,
  options: WireOptions,
  role: Role,
): Wire {
  return transport === "sse"
    ? new EventStreams(owner, handshake, options, role === "probe")
    : new Socket(owner, handshake, options);
}
