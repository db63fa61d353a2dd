import {
  AGENT_DELTA,
  AGENT_ERROR,
  COMPLETED,
  EXECUTING,
  STARTED,
  THINKING,
  TOOL_DONE,
} from "../../contract/event-types.ts";
import type { AnswerScript, Speech, Terms } from "./script.ts";
import type { Wire } from "./wire.ts";

/** One thing that an agent does, before it is addressed and numbered. */
export interface Step {
  readonly type: string;
  readonly data: Wire;
}

/** Bits of `AnswerScript.echo`. */
export const ECHO = { thinking: 1, tool: 2, answer: 4 } as const;

/** What the agent does for one run. `text` is what the user wrote. */
export function stepsOf(
  answer: AnswerScript,
  terms: Terms,
  speech: Speech,
  text: string,
): readonly Step[] {
  const steps = [...successful(answer, terms, speech, text)];
  if (answer.fate !== "error") return steps;
  const failure = { type: AGENT_ERROR, data: { code: "overloaded", message: "Not today." } };
  return [...steps.slice(0, answer.at % steps.length), failure];
}

function* successful(
  answer: AnswerScript,
  terms: Terms,
  speech: Speech,
  text: string,
): Generator<Step, void, void> {
  const work = terms.contract === "five-events" ? FIVE : answer.work;
  const bits =
    (work.includes("think") ? ECHO.thinking : 0) | (work.includes("call") ? ECHO.tool : 0);
  // A run in which nothing else repeats the text repeats it in its answer.
  const echo = answer.echo & bits ? answer.echo : answer.echo | ECHO.answer;
  const heard = (bit: number, words: string) => (echo & bit ? `${words}: ${text}` : words);
  const final = heard(ECHO.answer, "The answer");
  yield { type: STARTED, data: { agent_name: "agent" } };
  const open: Call[] = [];
  let calls = 0;
  let thoughts = 0;
  for (const move of [...work, ...work.map(() => "return" as const)]) {
    if (move === "think") {
      thoughts += 1;
      yield { type: THINKING, data: { reasoning: heard(ECHO.thinking, "Thinking") } };
    } else if (move === "call") {
      calls += 1;
      const call = {
        tool: { tool_name: "search", ...(speech.callIds && { call_id: `call-${calls}` }) },
        query: heard(ECHO.tool, `Part ${calls}`),
      };
      open.push(call);
      yield { type: EXECUTING, data: { ...call.tool, parameters: { query: call.query } } };
    } else if (move === "delta") {
      yield { type: AGENT_DELTA, data: { text: final.slice(0, 8) } };
    } else {
      // Without ids calls are matched first in, first out, so no server that has none may end them otherwise.
      const call = speech.callIds && thoughts % 2 === 1 ? open.pop() : open.shift();
      if (call === undefined) continue;
      const result = terms.echoes ? { query: call.query, hits: calls } : { hits: calls };
      yield { type: TOOL_DONE, data: { ...call.tool, result } };
    }
  }
  yield { type: COMPLETED, data: { final_response: final } };
}

const FIVE = ["think", "call", "return"] as const;

interface Call {
  readonly tool: Wire;
  readonly query: string;
}
