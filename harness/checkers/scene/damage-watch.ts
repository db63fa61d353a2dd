import type { EventOp, FrameKind, FrameOp, Op } from "../../history/op.ts";
import type { Damage } from "../../verdict/judgement.ts";
import type { Connection } from "./scene.ts";

/** Finds what the history itself lacks. */
export interface DamageWatch {
  readonly damage: Damage;
  /** An op that is no event. */
  observe(op: OtherOp, connection: Connection | null): void;
  event(op: EventOp, connection: Connection | null): void;
  finish(connections: Iterable<Connection>): void;
}

type OtherOp = Exclude<Op, EventOp>;

/** Frames that answer a run, so that both sides plainly speak the same language. */
const ANSWERS: ReadonlySet<FrameKind> = new Set(["accepted", "cancelled", "gap", "error"]);

/** What a history is, as far as it does not tell itself. */
export interface Origin {
  /** Users of whom it holds nothing, or not all, with the reason. */
  readonly lost?: ReadonlyMap<string, string> | undefined;
  /** It was cut out of one that held more: its ops bear the numbers that they had there, and whoever cut it saw to them. */
  readonly cut?: boolean | undefined;
  /** Some of its ops are judged by somebody else, who has seen to the numbers of all. */
  readonly sparse?: boolean | undefined;
}

export function createDamageWatch({
  lost = new Map(),
  cut = false,
  sparse = cut,
}: Origin = {}): DamageWatch {
  const damage: Damage = { whole: null, users: new Map(lost) };
  let seen = 0;
  let next = 0;
  let starts = 0;
  let answers = 0;
  let others = 0;
  let end: (Op & { readonly type: "end" }) | null = null;

  function whole(reason: string): void {
    damage.whole ??= reason;
  }

  function lose(user: string | null, reason: string): void {
    if (user !== null && !damage.users.has(user)) damage.users.set(user, reason);
  }

  /** Runs were sent, and nothing at all was understood: that may be us, and convicts nobody of a loss. */
  function misunderstood(): void {
    if (starts === 0 || answers > 0) return;
    const came =
      others === 0 ? "nothing came" : `of ${others} messages that came, none was understood`;
    const runs = starts === 1 ? "a run was" : `${starts} runs were`;
    whole(
      `${runs} started and ${came}: does the server speak this dialect (start, receive, path)?`,
    );
  }

  function understand(op: OtherOp): void {
    if (op.type === "send" && op.action === "start" && op.outcome === "ok") starts += 1;
    else if (op.type === "frame") {
      if (ANSWERS.has(op.kind)) answers += 1;
      else if (op.kind === "unknown" || op.kind === "malformed" || op.kind === "binary")
        others += 1;
    }
  }

  /** An op of this number, which follows the one before it or does not. */
  function follow(index: number): void {
    if (index > next && !sparse) whole(`ops ${next} to ${index - 1} are not in the history`);
    else if (index < next) whole(`op ${index} stands after op ${next - 1}`);
    if (end !== null) whole("the history goes on after its end");
    next = index + 1;
    seen += 1;
  }

  function unopened(index: number, connection: number): void {
    whole(`op ${index} is on connection ${connection}, which the history never opened`);
  }

  return {
    damage,
    event(op, connection) {
      answers += 1;
      follow(op.index);
      if (connection === null) unopened(op.index, op.connection);
      else if (op.part === undefined) count(connection, op.bytes);
    },
    observe(op, connection) {
      understand(op);
      follow(op.index);
      if (op.type === "end") {
        end = op;
        if (op.ops !== seen && !sparse)
          whole(`${op.ops} ops were recorded, and ${seen} are in the history`);
        return;
      }
      if (!("connection" in op) || op.type === "fault" || op.type === "open") return;
      if (connection === null) {
        unopened(op.index, op.connection);
      } else if (op.type === "frame") {
        if (isMessage(op)) count(connection, op.bytes);
      } else if (op.type === "close") {
        const { number, frames, bytes, user } = connection;
        if (op.frames !== frames || op.bytes !== bytes) {
          lose(
            user,
            `connection ${number} received ${op.frames} messages of ${op.bytes} bytes, and the history holds ${frames} of ${bytes}`,
          );
        }
      }
    },
    finish(connections) {
      misunderstood();
      if (end === null) whole("the history has no end");
      else if (end.reason === "finished") {
        for (const { number, open, close, user } of connections) {
          if (open.outcome !== "open" || close !== null) continue;
          lose(user, `the history does not tell how connection ${number} ended`);
        }
      }
    },
  };
}

/** Each message once, as the crowd counts them. */
function isMessage({ part, kind }: FrameOp): boolean {
  return part === undefined && kind !== "control-ping" && kind !== "control-pong";
}

function count(connection: Connection, bytes: number): void {
  connection.frames += 1;
  connection.bytes += bytes;
}
