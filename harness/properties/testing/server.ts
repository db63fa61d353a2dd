import { type Step, stepsOf } from "./agent.ts";
import { answerOf, type AnswerScript } from "./script.ts";
import { type Delivery, message, type Wire } from "./wire.ts";
import { EPOCH, type World } from "./world.ts";

/** A run that was sent, as the server sees it. */
export interface Order {
  readonly user: { readonly id: string; readonly ordinal: number };
  readonly run: {
    readonly ordinal: number;
    readonly id: string;
    readonly thread: string;
    readonly canary: string;
    readonly prompt: string;
  };
  readonly now: number;
  /** Connection that it was sent on, and all that its user has open. */
  readonly connection: number;
  readonly open: readonly number[];
}

/** Milliseconds from a message to its answer. */
const PROMPTLY = 2;
const TAB_LAG = 15;

/** All that a server without fault sends for one run, in order of time on each connection. */
export function serve(world: World, order: Order): readonly Delivery[] {
  const { script } = world;
  const { terms, speech } = script;
  const answer = answerOf(script, order.user.ordinal, order.run.ordinal);
  const { connection, run } = order;
  if (answer.fate === "refuse") {
    const no = { type: "error", code: "too_many_runs", message: "Not now.", run_id: run.id };
    return [message(connection, PROMPTLY, no)];
  }
  const steps = stepsOf(answer, terms, speech, run.prompt);
  const accepted = {
    type: "run_accepted",
    run_id: run.id,
    ...(speech.announces && answer.fate === "complete" && { events: steps.length }),
  };
  const served = readers(world, order, answer);
  const times = timesOf(answer, steps.length);
  return [
    ...(speech.acceptance === "silent" ? [] : [message(connection, PROMPTLY, accepted)]),
    ...steps.flatMap((step, at) => {
      const after = times[at] ?? PROMPTLY;
      const json = envelope(world, order, step, at, after);
      return served.map((reader, tab): Delivery => {
        return { ...message(reader, after + tab * answer.tab * TAB_LAG, json), step: at };
      });
    }),
  ];
}

function readers({ script }: World, order: Order, { tab }: AnswerScript): readonly number[] {
  if (script.terms.fanout === "all") return order.open;
  return [order.open[tab % order.open.length] ?? order.connection];
}

function timesOf({ delays }: AnswerScript, count: number): readonly number[] {
  let time = PROMPTLY;
  return Array.from({ length: count }, (_, at) => (time += delays[at % delays.length] ?? 0));
}

/** An event as the wire knows it. */
export function envelope(
  { script: { speech } }: World,
  { user, run, now }: Order,
  { type, data }: Step,
  at: number,
  after: number,
): Wire {
  const ordinal = `${user.ordinal}.${run.ordinal}`;
  return {
    type,
    run_id: run.id,
    ...(speech.thread !== "silent" && { thread_id: run.thread }),
    ...(speech.user !== "silent" && { user_id: user.id }),
    ...(speech.id !== "silent" && {
      event_id:
        speech.ids === "run" || speech.ids === "numbers" ? `${at}` : `event-${ordinal}.${at}`,
    }),
    ...(speech.seq !== "silent" && { seq: speech.seqFrom + at }),
    ...(speech.time !== "silent" && { timestamp: timestamp(EPOCH + now + after, speech.clock) }),
    ...(speech.extras && { trace: { span: `s${at}` }, v: 2 }),
    data: speech.extras ? { ...data, model: "m-1" } : data,
  };
}

export function timestamp(time: number, clock: "iso" | "milliseconds" | "seconds"): unknown {
  if (clock === "iso") return new Date(time).toISOString();
  return clock === "seconds" ? time / 1_000 : Math.round(time);
}
