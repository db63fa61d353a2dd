import type { CloseOp, FaultOp, OpenOp } from "../../history/op.ts";
import { TRY_LATER, turnsAwayForNow } from "../refusal.ts";
import { type StepsBook, UNNOTED } from "../parts/steps.ts";
import type { Connection, Counts } from "./scene.ts";

/** Who is connected. */
export interface Connections {
  readonly all: ReadonlyMap<number, Connection>;
  opened(op: OpenOp): Connection;
  closed(op: CloseOp): Connection | null;
  /** The server was told to stop: all of it, or this connection of it. */
  drained(op: Pick<FaultOp, "connection">): void;
  /** Connections of a user that are open now, in the order in which they opened. */
  openOf(user: string): readonly Connection[];
}

const NONE: readonly Connection[] = [];

export function createConnections(counts: Counts, steps: StepsBook = UNNOTED): Connections {
  const all = new Map<number, Connection>();
  const byUser = new Map<string, Connection[]>();
  let open = 0;

  return {
    all,
    opened(op) {
      const connection: Connection = {
        number: op.connection,
        user: op.user,
        role: op.role,
        open: op,
        close: null,
        frames: 0,
        bytes: 0,
        lastHeard: null,
        welcomed: false,
        served: false,
        came: 0,
        draining: false,
      };
      all.set(op.connection, connection);
      if (op.outcome === "rejected" && op.status !== null && turnsAwayForNow(op.status)) {
        counts.refused += 1;
      }
      if (op.outcome !== "open" || op.role === "probe" || op.user === null) return connection;
      open += 1;
      steps.up();
      counts.peakConnections = Math.max(counts.peakConnections, open);
      (op.role === "sentinel" ? counts.sentinelsSeen : counts.usersSeen).add(op.user);
      byUser.set(op.user, [...(byUser.get(op.user) ?? NONE), connection]);
      return connection;
    },
    closed(op) {
      const connection = all.get(op.connection);
      if (connection === undefined || connection.close !== null) return connection ?? null;
      connection.close = op;
      if (op.by === "server" && op.code === TRY_LATER) counts.refused += 1;
      const { user, role } = connection;
      if (user === null || role === "probe" || connection.open.outcome !== "open") {
        return connection;
      }
      open -= 1;
      steps.down();
      byUser.set(
        user,
        (byUser.get(user) ?? NONE).filter((other) => other !== connection),
      );
      return connection;
    },
    drained({ connection: only }) {
      for (const connection of all.values()) {
        if (only === null || only === connection.number) connection.draining = true;
      }
    },
    openOf(user) {
      return byUser.get(user) ?? NONE;
    },
  };
}
