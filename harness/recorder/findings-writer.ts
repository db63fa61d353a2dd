import type { ObservationListener } from "../checkers/judge.ts";
import type { Scene } from "../checkers/scene/scene.ts";
import type { EndOp, Op, SendOp } from "../history/op.ts";
import type { Observation } from "../verdict/finding.ts";
import type { GuaranteeName } from "../verdict/guarantee.ts";
import type { HistoryKeeper } from "./history-keeper.ts";
import type { HistoryWriter } from "./history-writer.ts";

/** Newest ops that are at hand: 2,048 to a second at a quiet server, a few milliseconds of a storm. */
const NEWEST = 4_096;

/** Observations of each guarantee that are surrounded by ops. A verdict tells of 100 findings. */
const TOLD = 1_000;

/** Further ops of a connection, before one that proves something, as far as they are among the newest. */
const AROUND = 3;

/**
 * Writes what is always kept (connections, faults, health, end), and what surrounds a finding, once a checker
 * reports it: the ops that it names, its run's send, all that its run had received, and a few ops before them.
 *
 * Nothing is held for that but the newest ops and the sends of open runs: what an open run received still stands in
 * the judge's scene. So an op costs one slot of a list, and no line is made of it. What is neither is not written: a
 * finding may name an op of long ago, and the verdict then is all there is of it.
 *
 * The ops of such a history are in the order in which they were found worth keeping, under their own numbers.
 */
export function createFindingsWriter(
  writer: HistoryWriter,
): HistoryKeeper & { readonly listener: ObservationListener } {
  const newest: (Op | undefined)[] = Array.from({ length: NEWEST }, () => undefined);
  const sends = new Map<string, SendOp>();
  const written = new Set<number>();
  const told = new Map<GuaranteeName, number>();
  let scene: Pick<Scene, "runs"> | null = null;
  let end: EndOp | null = null;

  function write(op: Op | undefined): void {
    if (op === undefined || written.has(op.index) || isAlwaysKept(op)) return;
    written.add(op.index);
    writer.push(op);
  }

  function writeNear(index: number): void {
    const op = newest[index % NEWEST];
    if (op === undefined || op.index !== index) return;
    write(op);
    if (!("connection" in op)) return;
    let near = 0;
    for (let at = index - 1; at >= 0 && at > index - NEWEST && near < AROUND; at -= 1) {
      const before = newest[at % NEWEST];
      if (before === undefined || before.index !== at) return;
      if (!("connection" in before) || before.connection !== op.connection) continue;
      near += 1;
      write(before);
    }
  }

  function onScene(given: Pick<Scene, "runs">): void {
    scene = given;
  }

  function onObservation(observation: Observation): void {
    const count = (told.get(observation.guarantee) ?? 0) + 1;
    told.set(observation.guarantee, count);
    if (count > TOLD) return;
    const run = observation.run === null ? undefined : scene?.runs.get(observation.run);
    if (run !== undefined) {
      write(sends.get(run.id));
      for (const { received } of run.streams) for (const { op } of received) write(op);
    }
    for (const index of observation.ops) writeNear(index);
  }

  return {
    get failure() {
      return writer.failure;
    },
    push(op) {
      newest[op.index % NEWEST] = op;
      switch (op.type) {
        case "send":
          if (op.run !== null && op.action === "start") sends.set(op.run, op);
          return;
        case "health":
          for (const run of sends.keys()) if (!scene?.runs.has(run)) sends.delete(run);
          writer.push(op);
          return;
        case "end":
          // What the judge finds at the end comes before it.
          end = op;
          return;
        default:
          if (isAlwaysKept(op)) writer.push(op);
      }
    },
    listener: { onScene, onObservation },
    async close() {
      if (end !== null) writer.push(end);
      await writer.close();
    },
  };
}

function isAlwaysKept({ type }: Op): boolean {
  return (
    type === "open" || type === "close" || type === "fault" || type === "health" || type === "end"
  );
}
