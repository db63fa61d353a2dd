import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EventType } from "@ag-ui/core";
import { describe, expect, test } from "vitest";
import { agUi } from "../contract/ag-ui.ts";
import type { Contract, SpanRule } from "../contract/contract.ts";
import { contractTypes } from "../contract/define-contract.ts";
import { allFindings, peerRefusal, sequenceFindings } from "./testing/ag-ui-peer.ts";
import { agUiEvents } from "../checkers/testing/ag-ui-words.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/ag-ui.md"), "utf8");

/** The rows of the page's tables that hold a stream, with so many cells. */
function rows(cells: number): readonly (readonly string[])[] {
  return PAGE.split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.slice(2, -2).split(" | "))
    .filter((row) => row.length === cells && row[1]?.startsWith("`") === true)
    .map((row) => row.map((cell) => cell.replaceAll("`", "")));
}

/** What a refusal says, whatever the ids, and whatever came after an end. */
function ruleOf(refusal: string): string {
  return refusal
    .replace(/^Error: /, "")
    .replace(/ event type '\w+'/, "")
    .replace(/'[a-z]'|"[a-z]"/g, "…")
    .replace(/: [a-z](, [a-z])*( \(.*)?$/, ": …");
}

describe("AG-UI's client and our contract agree on", () => {
  test.for(rows(3))("%s: %s", ([, stream = "", both]) => {
    const events = agUiEvents(stream);
    const findings = sequenceFindings(events, agUi());
    expect({
      client: peerRefusal(events) === null ? "accept" : "refuse",
      ours: findings.length === 0 ? "accept" : "refuse",
    }).toEqual({ client: both, ours: both });
  });

  test("cases that break each of the client's 29 rules but for attribution and wrong fields", () => {
    const refusals = rows(3).map(([, stream = ""]) => peerRefusal(agUiEvents(stream)));
    expect(new Set(refusals.filter((one) => one !== null).map(ruleOf)).size).toBe(29);
  });
});

/** The contract with one span's rule changed. */
function changed(span: string, change: Partial<SpanRule>): Contract {
  const { spans, ...rest } = agUi();
  const rule = spans[span];
  return { ...rest, spans: rule === undefined ? {} : { ...spans, [span]: { ...rule, ...change } } };
}

describe("the comparison shows a contract that lacks", () => {
  test.for([
    ["ids that open again", changed("message", { reopens: false }), "accept"],
    ["ids of agents that do not", changed("subagent", { reopens: true }), "refuse"],
    ["the owner of a step", changed("step", { scope: [] }), "accept"],
    ["the failure of a subagent", changed("subagent", { otherCloses: [] }), "accept"],
    ["parents", changed("subagent", { refers: [] }), "refuse"],
    ["reasoning that ends", changed("reasoning", { close: "NEVER" }), "accept"],
    ["types that it does not know, and an error after the end", agUi({ strict: true }), "accept"],
  ] as const)("%s", ([, contract, client]) => {
    const differing = rows(3).filter(([, stream = "", both]) => {
      const isRefused = sequenceFindings(agUiEvents(stream), contract).length > 0;
      return isRefused !== (both === "refuse");
    });
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.map(([, , both]) => both)).toContain(client);
  });
});

describe("what AG-UI's client lets through", () => {
  test.for(rows(5))("%s: %s", ([, stream = "", client, lax, strict]) => {
    const events = agUiEvents(stream);
    const found = (contract: ReturnType<typeof agUi>) => {
      const kinds = allFindings(events, contract).map((one) => `${one.guarantee}/${one.kind}`);
      return kinds.length === 0 ? "accepts" : [...new Set(kinds)].join(", ");
    };
    expect({
      client: peerRefusal(events) === null ? "accepts" : "refuses",
      lax: found(agUi()),
      strict: found(agUi({ strict: true })),
    }).toEqual({ client, lax, strict });
  });
});

test("the page was read", () => {
  expect([rows(3).length, rows(5).length]).toEqual([73, 26]);
});

test("the contract knows exactly the event types of AG-UI", () => {
  const types: readonly string[] = Object.values(EventType);
  expect(contractTypes(agUi()).toSorted()).toEqual(types.toSorted());
  expect(contractTypes(agUi({ strict: true })).toSorted()).toEqual(types.toSorted());
});
