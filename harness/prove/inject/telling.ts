import { accepts } from "../../contract/align.ts";
import { type Automaton, compile } from "../../contract/automaton.ts";
import type { ContractData } from "../../contract/contract.ts";
import { countOf, isFixed } from "../../contract/grammar-facts.ts";
import { spanKey, spanParts } from "../../contract/span-types.ts";
import type { EventOp } from "../../history/op.ts";
import type { Blind } from "./injection.ts";
import type { Scene, SceneRun } from "./scene.ts";

export const ADVICE = {
  number: "number the events of each run (seq), or announce how many there will be",
  order: "number the events of each run (seq)",
  id: "give each event an id (event_id)",
  run: "let each event name its run (run_id)",
  echo: 'let the agent repeat the user\'s text, and say `echo: "required"` in the contract',
} as const;

/** Whether the server numbers the events of this run, so that its numbers are judged. */
export function isNumbered({ header }: Scene, { moments, overlapped }: SceneRun): boolean {
  const { seq } = header.dialect.provides;
  if (seq !== "always" && (seq === "never" || overlapped)) return false;
  return moments.every((moment) => moment.every(({ event }) => event.seq !== null));
}

/** Whether a run is known to be whole without looking at its numbers. */
export function isCounted({ contract }: Scene, { announced }: SceneRun): boolean {
  return isFixed(contract) || announced !== null;
}

/** Why nobody would miss one event of this type; null: it is missed. */
export function unmissed(scene: Scene, run: SceneRun, type: string): Blind | null {
  const { grammar, spans } = scene.contract;
  const { min, max } = countOf(type, grammar, spans);
  const part = spanParts(spans).get(type)?.does;
  if (
    min === max ||
    part === "open" ||
    part === "close" ||
    isNumbered(scene, run) ||
    run.announced !== null
  )
    return null;
  return {
    why: `the contract leaves open how many ${type} a run has, and nothing counts them`,
    advice: ADVICE.number,
  };
}

/** Why a copy of this event would look like another event; null: it is told. */
export function uncopied(scene: Scene, { event }: EventOp, keepsId: boolean): Blind | null {
  const { grammar, spans } = scene.contract;
  const { max } = countOf(event.type, grammar, spans);
  const part = spanParts(spans).get(event.type);
  const once = part !== undefined && (part.does === "open" || part.does === "close");
  const span = once && part.rule.reopens !== true ? spanKey(event.data, part.rule) : null;
  if (max !== null && max <= 1) return null;
  if ((keepsId && event.id !== null) || event.seq !== null || span !== null) return null;
  return {
    why: `the contract allows ${event.type} again, and neither id nor number tells a copy`,
    advice: ADVICE.id,
  };
}

/** Why this sequence of a run's events would look right; null: it does not. */
export function unordered(scene: Scene, run: SceneRun, events: readonly EventOp[]): Blind | null {
  const types = events.map(({ event }) => event.type);
  if (isNumbered(scene, run) || !accepts(automatonOf(scene.contract), types, true)) return null;
  return {
    why: "the contract allows these events in this order, too, and nothing numbers them",
    advice: ADVICE.order,
  };
}

/** Why an event after the end would be taken for one of another run; null: it names its run. */
export function unnamed({ event }: EventOp): Blind | null {
  return event.run === null
    ? { why: "events do not say which run they belong to", advice: ADVICE.run }
    : null;
}

const automata = new WeakMap<ContractData, Automaton>();

function automatonOf(contract: ContractData): Automaton {
  const known = automata.get(contract);
  if (known !== undefined) return known;
  const automaton = compile(contract);
  automata.set(contract, automaton);
  return automaton;
}
