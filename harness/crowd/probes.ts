import type { Handshake } from "../dialects/dialect.ts";
import { Connection } from "./connection.ts";
import { within } from "./pause.ts";
import type { Surroundings } from "./seat.ts";

/** A credential that the target should refuse, by the name that the history gives it. */
export interface ProbeCredential {
  readonly name: string;
  readonly token: string | null;
}

/** How long a server may take to refuse by closing, once it has upgraded; in milliseconds. */
const HOLD = 1_000;

/** A connection that presents a bad credential and does nothing else. */
export interface Probe {
  readonly connection: Connection;
  /** Resolves when it was refused, welcomed, or held for a second; it is closed then. */
  present(handshake: Handshake): Promise<void>;
}

export function createProbe(number: number, name: string, surroundings: Surroundings): Probe {
  const answer = Promise.withResolvers<void>();
  const connection = new Connection(
    { number, user: null, role: "probe", probe: name },
    {
      ...surroundings,
      heard(_connection, message) {
        // Whoever welcomes or serves a bad credential has answered.
        if (message.kind === "welcome" || message.kind === "event") answer.resolve();
      },
      closed(closed) {
        answer.resolve();
        surroundings.closed(closed);
      },
    },
  );
  return {
    connection,
    async present(handshake) {
      connection.open(handshake);
      await connection.login.ready;
      if (connection.fate.is === "open") await within(HOLD, answer.promise);
      connection.close();
    },
  };
}
