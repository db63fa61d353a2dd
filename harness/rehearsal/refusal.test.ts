import { expect, test } from "vitest";
import { infer } from "./infer.ts";
import { refusalIn } from "./refusal.ts";

const KNOWN = {
  user: "amy",
  runs: [
    { id: "run-1", thread: "thread-1", canary: "canary1" },
    { id: "run-2", thread: "thread-2", canary: "canary2" },
  ],
};

/** What is told to a user whose runs were answered so. */
function told(answer: (run: number) => readonly object[]): string | null {
  const heard = KNOWN.runs.flatMap((_run, at) =>
    answer(at + 1).map((one) => ({
      after: at + 1,
      at,
      text: JSON.stringify(one),
      binary: false,
      messages: [],
    })),
  );
  const sketch = infer(heard, KNOWN);
  expect(sketch).not.toBeNull();
  return sketch && refusalIn(heard, KNOWN, sketch);
}

const ERROR = "The server answered every run with an error, shown above.";

test.for<readonly [string, (run: number) => readonly object[]]>([
  ["an error", (run) => [{ type: "error", run_id: `run-${run}`, msg: "no model" }]],
  ["another kind of error", () => [{ type: "validation_error", detail: "field required: msg" }]],
  ["a constant", (run) => [{ type: "RUN_ERROR", text: `canary${run}` }]],
  ["camel case", (run) => [{ ev: "requestRejected", ref: `run-${run}` }]],
  ["JSON-RPC", () => [{ jsonrpc: "2.0", id: null, error: { code: -32_600, message: "No" } }]],
  [
    "JSON-RPC that names the run",
    (run) => [{ id: `run-${run}`, error: { code: -32_601, message: "Method not found" } }],
  ],
  ["an error field", (run) => [{ type: "reply", ref: `run-${run}`, error: "unknown op" }]],
  ["an error within", (run) => [{ ev: "end", ref: `run-${run}`, body: { errors: ["op"] } }]],
  ["no success", (run) => [{ type: "reply", ref: `run-${run}`, ok: false, why: "unknown op" }]],
  [
    "an error, after a beginning",
    (run) => [
      { type: "begin", ref: `run-${run}` },
      { type: "run.failed", ref: `run-${run}` },
    ],
  ],
  [
    "an error that is closed as runs are",
    (run) => [
      { type: "error", ref: `run-${run}` },
      { type: "done", ref: `run-${run}` },
    ],
  ],
])("an error in the words of some server is none that a run ends with: %s", ([, answer]) => {
  expect(told(answer)).toBe(ERROR);
});

test("one run that failed is no run to learn from either", () => {
  const why = told((run) => [
    { type: "begin", ref: `run-${run}` },
    { type: run === 1 ? "done" : "error", ref: `run-${run}` },
  ]);
  expect(why).toBe("The server answered one of the runs with an error, shown above.");
});

test.for<readonly [string, (run: number) => readonly object[]]>([
  ["word by word", () => [{ ev: "oops", why: "unknown op undefined" }]],
  [
    "but for ids, numbers and times",
    (run) => [
      {
        ev: "oops",
        why: `line ${run}: unknown op`,
        n: run,
        at: `2026-01-02T03:04:0${run}.000Z`,
        traceId: run === 1 ? "abcdef" : "fedcba",
        session: `6f1d7c2e-0000-4000-8000-00000000000${run}`,
      },
    ],
  ],
  [
    "beside heartbeats",
    (run) => [...(run === 1 ? [{ ev: "heartbeat" }] : []), { ev: "oops", why: "unknown op" }],
  ],
])("a message that is always the same is a refusal: %s", ([, answer]) => {
  expect(told(answer)).toContain("that is how a refusal looks");
});

test.for<readonly [string, (run: number) => readonly object[]]>([
  ["one answer in words of its own", (run) => [{ type: "answer", text: ["Yes.", "No."][run - 1] }]],
  ["in a list", (run) => [{ type: "answer", choices: [{ said: run === 1 ? "Yes" : "No" }] }]],
  ["in Japanese", (run) => [{ type: "answer", text: `${run === 1 ? "はい" : "いいえ"}、3つ` }]],
  ["one constant answer that names the run", (run) => [{ type: "answer", ref: `run-${run}` }]],
  ["one answer that repeats the text", (run) => [{ type: "answer", text: `canary${run}` }]],
  [
    "an accepted run and a constant answer",
    (run) => [
      { type: "accepted", ref: `run-${run}` },
      { type: "answer", text: "Hello." },
    ],
  ],
  ["several constant messages", () => [{ type: "start" }, { type: "chunk" }, { type: "done" }]],
  ["no error", (run) => [{ type: "answer", ref: `run-${run}`, error: null, errors: [], ok: true }]],
  [
    "an error on the way",
    (run) => [
      { type: "begin", ref: `run-${run}` },
      { type: "tool_failed", ref: `run-${run}`, error: "no such file" },
      { type: "done", ref: `run-${run}` },
    ],
  ],
  ["a word that only looks like one", (run) => [{ type: "terror_report", ref: `run-${run}` }]],
])("a right server is taken: %s", ([, answer]) => {
  expect(told(answer)).toBeNull();
});
