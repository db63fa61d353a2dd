import type { Answered, Identity, Message, RunIntent } from "../dialects/dialect.ts";

/** What a dialect is tried with. */
export interface DialectCases {
  /** The texts that its server sends for one right run, in their order. */
  readonly run: (intent: RunIntent) => readonly string[];
  /** The types of the events that such a run has; the five by default. */
  readonly events?: readonly string[];
  /** Texts whose type the dialect does not know. */
  readonly unknown?: readonly string[];
  /** Texts, and what each is taken for. */
  readonly examples?: readonly DialectExample[];
  /** Address of a server; `ws://127.0.0.1:9/ws` by default. */
  readonly base?: string;
}

export interface DialectExample {
  readonly text: string;
  readonly gives: readonly Message[];
  /** The text answers this HTTP request. */
  readonly answered?: Answered;
}

/** A user who connects, and a run of his. */
export interface Trial {
  readonly identity: Identity;
  readonly intent: RunIntent;
}

export const BASE = "ws://127.0.0.1:9/ws";

/** Two users, so that what is remembered of one shows at the other. Frozen: a dialect changes nothing. */
export const TRIALS: readonly [Trial, Trial] = [
  trial("amy", "5f0d7a31-1f6b-4c11-8d0e-3a9c1b2d4e5f", "qx7zkamy0000000000000000000000000a"),
  trial("bo", "c2b6a9e4-8d37-4f20-9b5a-7e6d5c4b3a21", "qx7zkbo00000000000000000000000000b"),
];

/** An id that nobody was given. */
export const STRANGER = "0b7e44a2-93d8-4a6f-a1c5-6f2e8d9b0c37";

function trial(id: string, run: string, canary: string): Trial {
  const user = Object.freeze({ id, name: id.toUpperCase() });
  return Object.freeze({
    identity: Object.freeze({ user, token: `token-of-${id}-3f9a2c7d1e` }),
    intent: Object.freeze({
      user,
      run: Object.freeze({ id: run, thread: `${run.slice(0, -4)}aaaa`, canary }),
      prompt: `${canary} What is the weather in "Zürich"? ${canary}`,
    }),
  });
}
