import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp, Op } from "../../history/op.ts";
import { readId } from "../../ownership/run-id.ts";

/** What a connection speaks of. */
interface Topic {
  /** Own run that an event named last; null: none has. */
  named: string | null;
  /** That run has ended. */
  over: boolean;
  /** Run that was sent on it last. */
  sent: string | null;
}

/**
 * Where only the first event of a run names it, gives the others that run: the one of the receiver's that
 * his connection named last, or when that is over, the one that was sent on it since.
 *
 * A run of somebody else's that is named there changes nothing: what follows it is not taken for its.
 * Memory: two ids a connection.
 */
export function createImpliedRuns(
  { key, plan, dialect, contract }: Pick<HistoryHeader, "key" | "plan" | "dialect" | "contract">,
  next: (op: Op) => void,
): (op: Op) => void {
  if (dialect.runNames !== "first") return next;
  const ends = new Set([...contract.terminal.success, ...contract.terminal.error]);
  const broadcasts = new Set(contract.broadcasts);
  const topics = new Map<number, Topic>();

  function topicOf(connection: number): Topic {
    const topic = topics.get(connection) ?? { named: null, over: false, sent: null };
    topics.set(connection, topic);
    return topic;
  }

  function isOwn(run: string, user: string | null): boolean {
    const owner = readId(key, run);
    return owner !== null && plan.users[owner.user]?.id === user;
  }

  function follow(op: EventOp): Op {
    const { event, user } = op;
    const topic = topicOf(op.connection);
    if (event.run !== null) {
      if (!isOwn(event.run, user)) return op;
      topic.named = event.run;
      topic.over = ends.has(event.type);
      return op;
    }
    if (event.thread !== null || broadcasts.has(event.type)) return op;
    const run = topic.named === null || topic.over ? (topic.sent ?? topic.named) : topic.named;
    if (run === null) return op;
    if (run !== topic.named) Object.assign(topic, { named: run, over: false });
    topic.over ||= ends.has(event.type);
    return { ...op, event: { ...event, run } };
  }

  return (op) => {
    if (op.type === "send" && op.action === "start" && op.outcome === "ok") {
      topicOf(op.connection).sent = op.run;
    } else if (op.type === "close") topics.delete(op.connection);
    next(op.type === "event" ? follow(op) : op);
  };
}
