/**
 * One execution, as data: who is there, what the contract says, how the server speaks, and what happens
 * when. Everything else follows from it, so that a failing one shrinks and repeats.
 */
export interface Script {
  readonly crowd: CrowdScript;
  readonly terms: Terms;
  readonly speech: Speech;
  /** Answers to the runs, all users' first runs first; when there are fewer than runs, they come round again. */
  readonly answers: readonly AnswerScript[];
  readonly noise: readonly NoiseScript[];
  /** Connections (taken round) whose handshake is turned away for now. */
  readonly refused: readonly number[];
  /** The server drains at the end, and closes the connections itself. */
  readonly drains: boolean;
}

export interface CrowdScript {
  readonly users: number;
  readonly sentinels: number;
  readonly tabs: number;
  readonly runsPerUser: number;
  readonly runsAtOnce: number;
  /** Runs a second; null: a closed schedule. */
  readonly rate: number | null;
  readonly prompts: "nasty" | "plain";
  /** Bad tokens are presented, and refused: by a status or by a close. */
  readonly probes: readonly ("status" | "close")[];
}

export interface Terms {
  readonly contract: "five-events" | "agent-run";
  readonly fanout: "one" | "all";
  readonly echo: "required" | "expected" | "none";
  readonly memory: "none" | "thread" | "user";
  readonly deadlines: boolean;
  /** Every tool's result repeats its query, and the contract says so. */
  readonly echoes: boolean;
  readonly broadcasts: boolean;
  /** Share of the runs that may fail. */
  readonly maxErrored: number;
  /** Milliseconds after an acknowledged cancel. */
  readonly grace: number;
}

/** `silent`: the server does not say it. `said`: it does, and promises nothing. `promised`: it always does. */
export type Saying = "silent" | "said" | "promised";

export interface Speech {
  readonly welcome: Saying;
  readonly acceptance: Saying;
  /** The acknowledgement says how many events there will be. */
  readonly announces: boolean;
  readonly user: Saying;
  readonly thread: Saying;
  readonly id: Saying;
  /** `numbers`: unique in their run, and not declared as such. */
  readonly ids: "global" | "run" | "undeclared" | "numbers";
  readonly seq: Saying;
  /** What the numbers count, where they are not promised: what is promised counts the events of a run. */
  readonly numbering: "run" | "connection";
  /** Number of the first event. */
  readonly seqFrom: number;
  readonly time: Saying;
  readonly clock: "iso" | "milliseconds" | "seconds";
  /** Tool calls bear an id. */
  readonly callIds: boolean;
  /** Fields that nobody asked for. */
  readonly extras: boolean;
  /** What is due on one connection at the same time comes in one message. */
  readonly batches: boolean;
}

export interface AnswerScript {
  readonly fate: "complete" | "error" | "cancel" | "refuse";
  /** Step at which it fails, or after which it is cancelled, taken round. */
  readonly at: number;
  /** Milliseconds before each step, taken round. */
  readonly delays: readonly number[];
  /** Steps that repeat the user's text: bits for thinking, tool and answer. */
  readonly echo: number;
  /** What an agent does between start and end, where the contract leaves it open. */
  readonly work: readonly Work[];
  /** Tab that is served, where only one is; where all are, how many times 15 ms the second one lags. */
  readonly tab: number;
}

export type Work = "think" | "call" | "return" | "delta";

export interface NoiseScript {
  readonly kind: NoiseKind;
  /** Milliseconds after the first runs were sent. */
  readonly at: number;
  /** Connection, taken round. */
  readonly to: number;
}

export type NoiseKind =
  | "unknown"
  | "own-text"
  | "number"
  | "malformed"
  | "binary"
  | "ping"
  | "pong"
  | "control-ping"
  | "error"
  | "broadcast";

/** Position of an answer in the order of the plan: all users' first runs, then all their second ones. */
export function answerOf(script: Script, user: number, run: number): AnswerScript {
  const { answers, crowd } = script;
  const answer = answers[(run * crowd.users + user) % answers.length];
  if (answer === undefined) throw new Error("a script needs at least one answer");
  return answer;
}
