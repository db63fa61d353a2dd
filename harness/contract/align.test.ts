import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentRun } from "./agent-run.ts";
import { accepts, align } from "./align.ts";
import { compile } from "./automaton.ts";
import type { Contract } from "./contract.ts";
import { AGENT_EVENTS } from "./event-types.ts";
import { fiveEvents } from "./five-events.ts";

const NAMES: Readonly<Record<string, string>> = {
  started: "agent_started",
  thinking: "agent_thinking",
  executing: "tool_executing",
  completed: "tool_completed",
  delta: "agent_delta",
  done: "agent_completed",
};

/** The types that a line of short words stands for. */
function types(line: string): readonly string[] {
  return line.split(" ").map((word) => NAMES[word] ?? word);
}

/** The differences of a line from a contract: `-thinking` is missing, `+thinking@3` is the surplus at 3. */
function differences(contract: Contract, line: readonly string[], whole = true): string {
  const anchors = new Set(contract.terminal.success);
  return align(compile(contract), line, { whole, anchors })
    .flatMap((step) => {
      if (step.kind === "match") return [];
      return step.kind === "missing" ? [`-${step.type}`] : [`+${line[step.at]}@${step.at}`];
    })
    .join(" ");
}

describe("the five events", () => {
  test.for([
    ["started thinking executing completed done", ""],
    ["started thinking completed done", "-tool_executing"],
    ["started thinking executing completed", "-agent_completed"],
    ["started thinking executing completed completed done", "+tool_completed@4"],
    ["started thinking executing completed done thinking", "+agent_thinking@5"],
    ["started executing thinking completed done", "+tool_executing@1 -tool_executing"],
    ["started thinking executing done completed", "-tool_completed +tool_completed@4"],
    ["started unknown thinking executing completed done", "+unknown@1"],
    ["started", "-agent_thinking -tool_executing -tool_completed -agent_completed"],
  ] as const)("%s: %s", ([line, expected]) => {
    expect(differences(fiveEvents(), types(line))).toBe(expected);
  });

  test("a run that may stop anywhere misses nothing at its end", () => {
    expect(differences(fiveEvents(), types("started thinking"), false)).toBe("");
    expect(differences(fiveEvents(), types("started executing"), false)).toBe("-agent_thinking");
  });

  test("one event dropped is exactly that one missing", () => {
    fc.assert(
      fc.property(fc.nat({ max: AGENT_EVENTS.length - 1 }), (drop) => {
        const line = AGENT_EVENTS.filter((_, at) => at !== drop);
        expect(differences(fiveEvents(), line)).toBe(`-${AGENT_EVENTS[drop]}`);
      }),
    );
  });

  test("whatever comes, taking out and adding makes it the five", () => {
    const anchors = new Set(["agent_completed"]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...AGENT_EVENTS, "other")), (line) => {
        const mended = align(compile(fiveEvents()), line, { whole: true, anchors }).flatMap(
          (step) => {
            if (step.kind === "extra") return [];
            return [step.kind === "missing" ? step.type : line[step.at]];
          },
        );
        expect(mended).toEqual([...AGENT_EVENTS]);
      }),
    );
  });
});

describe("an agent run", () => {
  /** Thinking, deltas and tool calls in any mixture, each call opened before it is closed. */
  const work = fc
    .array(fc.constantFrom("thinking", "delta", "executing", "completed"), { maxLength: 40 })
    .map((words) => {
      let open = 0;
      const kept = words.filter((word) => {
        if (word === "completed" && open === 0) return false;
        if (word === "executing") open += 1;
        if (word === "completed") open -= 1;
        return true;
      });
      return [...kept, ...Array.from({ length: open }, () => "completed")];
    });

  test("any mixture of its parts differs in nothing", () => {
    fc.assert(
      fc.property(work, (words) => {
        const line = types(["started", ...words, "done"].join(" "));
        expect(accepts(compile(agentRun()), line, true)).toBe(true);
        expect(differences(agentRun(), line)).toBe("");
      }),
    );
  });

  test.for([
    ["started executing done", "-tool_completed"],
    ["started completed done", "-tool_executing"],
    ["thinking done", "-agent_started"],
    ["started thinking done done", "+agent_completed@3"],
  ] as const)("%s: %s", ([line, expected]) => {
    expect(differences(agentRun(), types(line))).toBe(expected);
  });

  test("ranges are kept", () => {
    const contract = agentRun({ thinking: "1..2", tools: 1 });
    expect(differences(contract, types("started executing completed done"))).toBe(
      "-agent_thinking",
    );
    const much = types("started thinking thinking thinking executing completed done");
    expect(differences(contract, much)).toMatch(/^\+agent_thinking@[123]$/);
  });

  test("a long run that differs early and late is aligned all the same", () => {
    const deltas = Array.from({ length: 5_000 }, () => "delta").join(" ");
    const line = types(`thinking ${deltas} executing ${deltas} done`);
    expect(differences(agentRun(), line)).toBe("-agent_started -tool_completed");
  });

  test("what differs beyond measure is aligned greedily, in bounded time", () => {
    const noise = Array.from({ length: 3_000 }, (_, at) => (at % 2 ? "completed" : "started"));
    const steps = differences(agentRun(), types(noise.join(" "))).split(" ");
    expect(steps.length).toBeGreaterThanOrEqual(1_500);
    expect(steps.at(-1)).toBe("-agent_completed");
  });
});

test("a broken run is aligned once, and anew as soon as anything else is asked", () => {
  const automaton = compile(fiveEvents());
  const broken = AGENT_EVENTS.filter((_, at) => at !== 2);
  const anchors = new Set(AGENT_EVENTS.slice(-1));
  const asked = { whole: true, anchors };
  const steps = align(automaton, broken, asked);
  expect(align(automaton, [...broken], { whole: true, anchors: new Set(anchors) })).toBe(steps);
  const beginning = broken.slice(0, -1);
  expect(align(automaton, beginning, asked)).not.toEqual(steps);
  expect(align(automaton, beginning, { whole: false, anchors })).not.toEqual(
    align(automaton, beginning, asked),
  );
});
