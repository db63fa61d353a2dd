import { refusesByClose, TRY_LATER } from "../refusal.ts";
import { isAnswered } from "../scene/run-end.ts";
import type { Run, Scene } from "../scene/scene.ts";

const GOING_AWAY = 1001;
const RESTARTING = 1012;
const LOST = 1006;

/** Milliseconds after a send in which a message may come that had been on its way before. */
const FLIGHT = 1_000;

/**
 * Whether the server took the run on: it acknowledged it, answered it, or was alive on the connection
 * well after the send was written. Null: nobody knows. To be asked when the history is over.
 */
export function isAccepted(run: Run, scene: Pick<Scene, "connections">): boolean | null {
  if (run.fate === "fail") return false;
  if (run.acknowledged !== null || isAnswered(run)) return true;
  if (run.refusal !== null) return false;
  if (run.fate !== "ok") return null;
  const connection = scene.connections.get(run.connection);
  if (connection === undefined) return null;
  const { lastHeard, close } = connection;
  if (lastHeard !== null && lastHeard > run.sent + FLIGHT) return true;
  if (close === null || close.code === LOST || close.by === "network") return null;
  // Whoever was told that he may not stay was not heard.
  if (!connection.welcomed && refusesByClose(close.code)) return null;
  // Who answers our close was there; who goes away need not have read what had just been sent.
  if (close.by === "harness") return true;
  return close.code === GOING_AWAY || close.code === RESTARTING || close.code === TRY_LATER
    ? null
    : true;
}
