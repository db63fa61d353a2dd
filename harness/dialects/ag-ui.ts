import {
  AG_UI_ANYWHERE,
  MESSAGE,
  REASONING,
  REASONING_MESSAGE,
  RUN_ERROR,
  RUN_FINISHED,
  RUN_STARTED,
  STEP,
  SUBAGENT,
  TOOL,
} from "../contract/ag-ui-types.ts";
import type { Dialect, Opening, Transport } from "./dialect.ts";
import { readEventStream } from "./event-stream.ts";
import { json, type JsonOptions } from "./json.ts";
import { checkKeys, checkWord } from "./known-keys.ts";
import { overSse } from "./over-sse.ts";

/** What a run is started with, as `@ag-ui/core` has it. */
export interface RunAgentInput {
  readonly threadId: string;
  readonly runId: string;
  readonly state: unknown;
  readonly messages: readonly {
    readonly id: string;
    readonly role: "user";
    readonly content: string;
  }[];
  readonly tools: readonly unknown[];
  readonly context: readonly unknown[];
  readonly forwardedProps: unknown;
}

export interface AgUiDialectOptions extends Pick<
  JsonOptions,
  "auth" | "connect" | "cancel" | "provides" | "eventIds"
> {
  /** `sse`: each run is a `POST`, answered with its events; `websocket` by default. */
  readonly transport?: Transport;
  /** What is sent instead of the plain input, such as one with `forwardedProps`, or in an envelope. */
  readonly input?: (input: RunAgentInput) => object;
  /** Where the server puts what AG-UI does not have: its user, a number, an id, an envelope around the event. */
  readonly receive?: Pick<NonNullable<JsonOptions["receive"]>, Extra>;
  /** With `sse`: a request that says whether a token is good, and starts nothing. */
  readonly opening?: Opening;
}

const EXTRA = ["user", "seq", "id", "envelope", "session"] as const;
type Extra = (typeof EXTRA)[number];

const OPTIONS = [
  "auth",
  "connect",
  "cancel",
  "provides",
  "eventIds",
  "transport",
  "input",
  "receive",
  "opening",
] as const satisfies readonly (keyof AgUiDialectOptions)[];

const EVENTS: readonly string[] = [
  RUN_STARTED,
  RUN_FINISHED,
  RUN_ERROR,
  ...[MESSAGE, TOOL, STEP, REASONING, REASONING_MESSAGE, SUBAGENT].flatMap(Object.values<string>),
  ...AG_UI_ANYWHERE,
];

/**
 * Servers that speak AG-UI 1.0: a run is started by a `RunAgentInput` with our ids and the prompt as the
 * user's message, and answered with events. The payload of an event is what AG-UI gave it, under its own names.
 *
 * Only the first and the last event of a run name it. Over `sse` the others are those of the run whose request
 * they answer; over `websocket` they are taken for those of the run that the connection named last.
 */
export function agUiDialect(options: AgUiDialectOptions = {}): Dialect {
  checkKeys("agUiDialect({ … })", options, OPTIONS);
  checkKeys("agUiDialect({ receive: { … } })", options.receive ?? {}, EXTRA);
  checkWord("agUiDialect({ transport })", options.transport, ["websocket", "sse"]);
  const { transport = "websocket", input = same, receive = {}, provides, opening } = options;
  const base = json({
    ...pick(options),
    start: ({ run, thread, prompt }) => {
      const message = { id: `message-${run.id}`, role: "user", content: prompt } as const;
      return input({
        threadId: thread,
        runId: run.id,
        state: {},
        messages: [message],
        tools: [],
        context: [],
        forwardedProps: {},
      });
    },
    cancel: options.cancel ?? (() => undefined),
    events: EVENTS,
    receive: {
      user: [],
      id: [],
      seq: [],
      ...receive,
      run: "runId",
      thread: "threadId",
      data: ".",
    },
    provides: {
      welcome: "never",
      user: receive.user === undefined ? "never" : "optional",
      eventId: receive.id === undefined ? "never" : "optional",
      seq: receive.seq === undefined ? "never" : "optional",
      ...provides,
    },
  });
  const description = { ...base.description, name: "ag-ui" };
  return transport === "sse"
    ? overSse({ ...base, description }, { opening, read: readEventStream })
    : { ...base, description: { ...description, runNames: "first" } };
}

function same(input: RunAgentInput): object {
  return input;
}

/** What is given, and nothing that is not: an option that is undefined is none. */
function pick({ auth, connect, eventIds }: AgUiDialectOptions): Partial<JsonOptions> {
  return {
    ...(auth !== undefined && { auth }),
    ...(connect !== undefined && { connect }),
    ...(eventIds !== undefined && { eventIds }),
  };
}
