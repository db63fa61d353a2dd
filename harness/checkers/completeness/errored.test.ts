import { expect, test } from "vitest";
import { createErrored } from "./errored.ts";
import { settled } from "../testing/settled-run.ts";

function errored(maxErrored: number) {
  const terminal = { success: ["agent_completed"], error: ["agent_error"] };
  return createErrored({ key: "k" } as never, { maxErrored, terminal } as never);
}

function failing(data: object) {
  return settled([{ type: "agent_error", time: 5, data: { ...data } }]);
}

test("where none may fail, a run that ended in an error is a finding, and never makes unknown", () => {
  const runs = errored(0);
  expect(runs.see(failing({ code: "busy" }))).toEqual({
    guarantee: "completeness",
    kind: "errored",
    user: "amy",
    victim: null,
    run: "r1",
    event: "agent_error",
    ops: [10, 1],
    message: 'amy\'s a run ended in agent_error ("busy"), and the contract allows none to fail',
  });
  expect(runs.unknown(1)).toBeNull();
});

test("where some may, the codes are counted, numbers and none at all among them", () => {
  const runs = errored(0.5);
  const codes = [{ code: "busy" }, { code: 7 }, {}, { code: "busy" }, { code: { deep: 1 } }];
  expect(codes.map((data) => runs.see(failing(data)))).toEqual(codes.map(() => null));
  const words = '5 runs ended in an error event: "busy" (2 times), "7", no code (2 times)';
  expect(runs.notes()).toEqual([words]);
  expect(runs.unknown(10)).toBeNull();
  expect(runs.unknown(9)).toBe(`${words}; of 9 runs, at most 50 % may`);
});

test("a share that is exactly the limit is within it, whatever binary fractions make of it", () => {
  const runs = errored(0.29);
  for (let n = 0; n < 29; n += 1) runs.see(failing({}));
  expect(runs.unknown(100)).toBeNull();
  runs.see(failing({}));
  expect(runs.unknown(100)).toMatch(/; of 100 runs, at most 29 % may$/);
});

test("twenty codes are told apart, and those known go on being counted", () => {
  const runs = errored(1);
  for (let n = 0; n < 22; n += 1) runs.see(failing({ code: n }));
  runs.see(failing({ code: 19 }));
  const [words] = runs.notes();
  expect(words).toMatch(/^23 runs ended in an error event: "0", .*"18", "19" \(2 times\)$/);
});

test("a run that did not fail is none of these", () => {
  const runs = errored(0.5);
  expect(runs.see(settled([{ type: "agent_completed", time: 5 }]))).toBeNull();
  expect([runs.notes(), runs.unknown(1)]).toEqual([[], null]);
});
