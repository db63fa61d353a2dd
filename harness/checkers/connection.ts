import type { CloseOp, FaultOp } from "../history/op.ts";
import { holdAbsence } from "./absence.ts";
import type { CheckerFactory } from "./checker.ts";
import { excerpt } from "./words/excerpt.ts";
import { isOverBrokenFrames, whyGivenUp } from "./our-close.ts";
import { refusesByClose, TRY_LATER } from "./refusal.ts";
import type { Connection, Run } from "./scene/scene.ts";

const NORMAL_DRAIN = 1001;

/**
 * Welcomes and closes are as agreed: no close that nobody asked for, and a draining server says 1001.
 *
 * Finds `handshake`, `unexplained-close`, `abnormal-close`, `drain-code`, `protocol-error`. A server that
 * turns us away before any run (not now, not authorised) convicts nobody: that is reach.
 */
export const connection: CheckerFactory = (context) => {
  const { header, scene } = context;
  const absence = holdAbsence(context);
  const started = new Set<number>();
  const drained = new Map<number, FaultOp>();
  const disturbed = new Set<number>();
  /** Told of an error in place of their welcome. */
  const rebuffed = new Set<number>();
  let trials = 0;
  let closes = 0;
  /** Connections that our client gave up, by why. */
  const givenUp = new Map<string, number>();
  let unauthorised = 0;
  /** Closed before their welcome was overdue. */
  let hasty = 0;

  function convict(kind: string, on: Connection, proof: readonly number[], what: string): void {
    const user = on.user ?? "somebody";
    const [run = null, ...others] = [...scene.runs.values()].filter((one) => isCut(one, on));
    const observation = {
      guarantee: "connection",
      kind,
      user: on.user,
      victim: null,
      run: run?.id ?? null,
      event: null,
      ops: proof,
      message: `${user}'s connection ${on.number} ${what}`,
      touches: others.map(({ id, owner }) => ({ user: owner, run: id, event: null })),
    } as const;
    // What somebody asked for may stand in what the history lacks before.
    const unasked = kind === "unexplained-close" || kind === "abnormal-close";
    if (kind === "handshake" || (unasked && scene.damage.whole !== null)) {
      absence.hold(user, observation);
    } else context.report(observation);
  }

  function welcome(on: Connection, until: number, proof: readonly number[]): void {
    if (header.dialect.provides.welcome !== "always" || on.welcomed) return;
    if (rebuffed.has(on.number)) {
      unauthorised += 1;
      return;
    }
    const lived = until - on.open.time;
    if (on.lastHeard === null && lived < header.patience) hasty += 1;
    else convict("handshake", on, proof, `was never welcomed in ${Math.round(lived)} ms`);
  }

  function leftBehind(on: Connection, until: number, proof: readonly number[]): void {
    const drain = drained.get(on.number);
    if (drain === undefined || until - drain.time < header.patience) return;
    const waited = Math.round(until - drain.time);
    const what = `was still open ${waited} ms after the server began to drain`;
    convict("drain-code", on, [...proof, drain.index], what);
  }

  function ourClose(op: CloseOp, on: Connection): void {
    const why = whyGivenUp(op.code);
    if (why !== null) givenUp.set(why, (givenUp.get(why) ?? 0) + 1);
    else if (isOverBrokenFrames(op.code)) {
      const what = `carried what is no proper WebSocket frame (${op.code}: ${excerpt(op.reason)})`;
      convict("protocol-error", on, [op.index], what);
    } else {
      welcome(on, op.time, [op.index, on.open.index]);
      leftBehind(on, op.time, [op.index]);
    }
  }

  function theirClose(op: CloseOp, on: Connection): void {
    const drain = drained.get(on.number);
    const early = !started.has(on.number);
    const how = op.by === "network" ? `ended without a close frame (${op.code})` : closing(op);
    if (drain !== undefined) {
      if (op.by === "server" && op.code === NORMAL_DRAIN) {
        welcome(on, op.time, [op.index, on.open.index]);
        return;
      }
      const what = `${how} while the server was draining: 1001 is due`;
      convict("drain-code", on, [op.index, drain.index], what);
    } else if (disturbed.has(on.number) || (early && op.code === TRY_LATER)) return;
    else if (!on.served && !on.welcomed && refusesByClose(op.code)) {
      unauthorised += 1;
    } else {
      const kind = op.by === "network" ? "abnormal-close" : "unexplained-close";
      convict(kind, on, [op.index], `${how}, and nobody had asked for it`);
    }
  }

  return {
    guarantee: "connection",
    watches: ["open", "close", "send", "frame", "fault"],
    observe(op, place) {
      if (op.type === "fault") fault(op);
      else if (op.type === "send" && op.action === "start") {
        started.add(op.connection);
      } else if (op.type === "frame") {
        const early = place.connection?.welcomed === false && !started.has(op.connection);
        if (op.kind === "error" && op.run === null && early) rebuffed.add(op.connection);
      } else if (op.type === "open" && op.role !== "probe" && op.outcome === "open") trials += 1;
      else if (op.type === "close" && place.connection !== null && isOurs(place.connection)) {
        closes += 1;
        if (op.by === "harness") ourClose(op, place.connection);
        else theirClose(op, place.connection);
        started.delete(op.connection);
        drained.delete(op.connection);
        disturbed.delete(op.connection);
        rebuffed.delete(op.connection);
      }
    },
    finish() {
      for (const on of scene.connections.values()) {
        if (on.close !== null || !isOurs(on)) continue;
        welcome(on, scene.now, [on.open.index]);
        leftBehind(on, scene.now, [on.open.index]);
      }
      absence.release();
    },
    tally() {
      const reasons = [
        ...[...givenUp].map(([why, count]) => `${were(count)} ${why}`),
        unauthorised === 0
          ? null
          : `${were(unauthorised)} refused as not authorised: check the accounts`,
        hasty === 0
          ? null
          : `${were(hasty)} closed before the welcome, and within the patience of ${header.patience} ms`,
        absence.unknown(),
      ].filter((reason) => reason !== null);
      return {
        trials,
        evaluated: trials + closes,
        unknown: reasons.length === 0 ? null : reasons.join("; "),
      };
    },
  };

  /** What is broken on purpose explains the closes of those that were open then. */
  function fault(op: FaultOp): void {
    for (const on of scene.connections.values()) {
      if (op.connection !== null && op.connection !== on.number) continue;
      if (op.fault === "drain") drained.set(on.number, op);
      else disturbed.add(on.number);
    }
  }
};

/** Whether a run was still to come on this connection: where it was sent, or on another that receives it. */
function isCut(run: Run, on: Connection): boolean {
  if (run.owner !== on.user || run.cancelAcknowledged !== null || run.fate === "fail") return false;
  const answered = run.streams.some(({ received }) => received.length > 0);
  if (run.refusal !== null && !answered) return false;
  return run.streams.some((stream) => {
    if (stream.terminal !== null) return false;
    if (stream.connection !== null) return stream.connection === on.number;
    return run.connection === on.number || stream.received.at(-1)?.op.connection === on.number;
  });
}

function were(connections: number): string {
  return connections === 1 ? "1 connection was" : `${connections} connections were`;
}

function isOurs(on: Connection): boolean {
  return on.role !== "probe" && on.open.outcome === "open";
}

function closing(op: CloseOp): string {
  return `was closed by the server with ${op.code} ${excerpt(op.reason)}`;
}
