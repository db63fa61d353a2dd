import { expect, test } from "vitest";
import { contractOf, dialectOf } from "./from-data.ts";

test("a dialect and a contract that are data are those of their functions", () => {
  expect(dialectOf({ dialect: { json: { auth: "none" } } })?.anonymous).toBe(true);
  expect(contractOf({ contract: { agentRun: { maxErrored: 0.2 } } })).toMatchObject({
    name: "agent-run",
    maxErrored: 0.2,
  });
  expect(contractOf({ contract: { fiveEvents: { echo: "none" } } })).toMatchObject({
    name: "five-events",
    echo: "none",
  });
  expect([dialectOf({}), dialectOf({ dialect: "json" }), contractOf({})]).toEqual([
    null,
    null,
    null,
  ]);
});

test("data of a wrong type is the config's fault, and the key is named", () => {
  const contract = { agentRun: { deltas: "0.." } } as object;
  expect(() => contractOf({ contract } as Parameters<typeof contractOf>[0])).toThrow(
    /^The config does not fit: contract\.agentRun: /,
  );
  const dialect = { json: { receive: { type: 5 } } } as object;
  expect(() => dialectOf({ dialect } as Parameters<typeof dialectOf>[0])).toThrow(
    /^The config does not fit: dialect\.json: /,
  );
});
