import type { Message, Transport } from "../dialects/dialect.ts";
import type { CloseOp, Role } from "../history/op.ts";
import type { Witness } from "../history/witness.ts";
import type { Connection } from "./connection.ts";
import type { CrowdLimits } from "./limits.ts";
import type { OpenWire } from "./wire.ts";

/** Whose connection it is. Its number tells it apart in the history. */
export interface Seat {
  readonly number: number;
  readonly user: string | null;
  readonly role: Role;
  readonly probe?: string;
}

/** What all connections of a crowd share. */
export interface Surroundings {
  readonly witness: Witness<Message>;
  readonly limits: CrowdLimits;
  readonly transport: Transport;
  /** Opens connections of that transport. */
  readonly openWire: OpenWire;
  /** The server promises a welcome: a connection is ready when it came. */
  readonly welcomed: boolean;
  opened(connection: Connection): void;
  heard(connection: Connection, message: Message): void;
  closed(connection: Connection): void;
}

/** How a connection fared, up to now. */
export type Fate =
  | { readonly is: "idle" | "pending" | "open" | "aborted" }
  | {
      readonly is: "rejected";
      readonly status: number;
      /** Where the answer sends whoever asked, in words without a secret; undefined: nowhere. */
      readonly leads?: string | undefined;
    }
  | { readonly is: "failed"; readonly code: string; readonly reached: boolean }
  | { readonly is: "closed"; readonly code: number; readonly by: CloseOp["by"] };
