import { HarnessError } from "../errors/harness-error.ts";
import { compileTemplate, type Template } from "./json-template.ts";
import type { Dialect, HttpCall, Outgoing, RunIntent } from "./dialect.ts";

/** What a mapping knows of the run that it shall start or cancel. */
export interface SendContext {
  readonly user: RunIntent["user"];
  readonly run: { readonly id: string; readonly thread: string };
  readonly thread: string;
  readonly prompt: string;
  /** Adds one message: an object is sent as JSON, a string as it is. */
  readonly send: (message: object | string) => void;
  /**
   * Adds an HTTP request beside the socket: an object is sent as JSON. A relative address is resolved against
   * the target's; headers are added to those of the handshake. A 2xx answer accepts the run, any other refuses it.
   */
  readonly post: (url: string, body: object | string, options?: PostOptions) => void;
}

export interface PostOptions {
  /** `POST` by default. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls `send` or `post`, or returns the message. Synchronous. Or the message itself, with holes. */
export type StartMapping = ((context: SendContext) => unknown) | Template;
export type CancelMapping = StartMapping;

/** @throws HarnessError `bad-config` when a message that is data does not say where the prompt goes */
export function compileStart(mapping: StartMapping = defaultStart): Dialect["start"] {
  const say = sender(mapping, ["prompt"]);
  return (intent) => {
    const messages = collect("start", say, intent);
    if (messages.length > 0) return messages;
    throw new HarnessError("bad-config", "The dialect's `start` sent nothing.");
  };
}

export function compileCancel(mapping: CancelMapping = defaultCancel): Dialect["cancel"] {
  const say = sender(mapping);
  return (intent) => collect("cancel", say, intent);
}

function sender(mapping: StartMapping, demanded: readonly "prompt"[] = []) {
  if (typeof mapping === "function") return mapping;
  const filled = compileTemplate(mapping, demanded);
  return ({ user, run, thread, prompt }: SendContext) =>
    filled({ user: user.id, run: run.id, thread, prompt });
}

function defaultStart({ run, thread, prompt }: SendContext): object {
  return {
    type: "user_message",
    run_id: run.id,
    thread_id: thread,
    payload: { content: prompt },
  };
}

function defaultCancel({ run }: SendContext): object {
  return { type: "cancel", run_id: run.id };
}

function collect(
  name: HttpCall["action"],
  say: (context: SendContext) => unknown,
  intent: RunIntent,
): readonly Outgoing[] {
  const messages: Outgoing[] = [];
  const add = (message: unknown): void => {
    messages.push(encode(name, message));
  };
  const { id, thread } = intent.run;
  const returned = say({
    user: intent.user,
    run: { id, thread },
    thread,
    prompt: intent.prompt,
    send: add,
    post: (url, body, { method = "POST", headers = {} } = {}) => {
      const type = typeof body === "string" ? {} : { "content-type": "application/json" };
      const text = encode(name, body);
      messages.push({
        method,
        url,
        headers: { ...type, ...headers },
        body: text,
        run: id,
        action: name,
      });
    },
  });
  if (returned instanceof Promise) {
    throw new HarnessError("bad-config", `The dialect's \`${name}\` must not be asynchronous.`);
  }
  if (typeof returned === "object" && returned !== null) add(returned);
  return messages;
}

function encode(name: string, message: unknown): string {
  if (typeof message === "string") return message;
  try {
    const text: unknown = JSON.stringify(message);
    if (typeof text === "string") return text;
  } catch {
    // A cycle or a BigInt: told below, with every other value that is no JSON.
  }
  throw new HarnessError("bad-config", `The dialect's \`${name}\` sent a value that is no JSON.`);
}
