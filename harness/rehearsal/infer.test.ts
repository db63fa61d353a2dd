import { expect, test } from "vitest";
import { infer } from "./infer.ts";

const KNOWN = {
  user: "amy",
  runs: [
    { id: "run-1", thread: "thread-1", canary: "canary1" },
    { id: "run-2", thread: "thread-2", canary: "canary2" },
  ],
};

/** What a server of somebody else's might say: every message of a run in one and the same millisecond. */
const heard = [1, 2].flatMap((after) =>
  ["begin", "token", "finish"].map((ev) => ({
    after,
    at: after,
    text: JSON.stringify({
      ev,
      ref: `run-${after}`,
      at: `2026-01-02T03:04:0${after}.000Z`,
      body: ev === "finish" ? { answer: `You asked: canary${after}` } : {},
    }),
    binary: false,
    messages: [],
  })),
);

test("types, runs and times are told apart, however quick the server is", () => {
  expect(infer(heard, KNOWN)).toEqual({
    receive: { type: "ev", run: "ref", timestamp: "at", data: "body" },
    runIds: "client",
    welcomed: false,
    binary: false,
    sequences: [
      ["begin", "token", "finish"],
      ["begin", "token", "finish"],
    ],
    echo: "every",
    doubts: [
      "no field names the user",
      "no sequence numbers: loss and order are told by the types alone",
      "no event ids: a copy is told by its content alone",
    ],
  });
});

test("nothing that came is an object: nothing is guessed", () => {
  expect(infer([{ after: 1, at: 1, text: "hi", binary: false, messages: [] }], KNOWN)).toBeNull();
});

/** The last doubt about a server that names runs itself, and says beside that what `more` says. */
function doubtWhere(more: object): string | undefined {
  const mute = [1, 2].flatMap((after) =>
    ["begin", "finish"].map((ev) => {
      const text = JSON.stringify({ ev, runId: `srv-${after}`, ...more });
      return { after, at: after, text, binary: false, messages: [] };
    }),
  );
  return infer(mute, KNOWN)?.doubts.at(-1);
}

test("an id of the server's own that nothing proves tells nobody whose an answer is", () => {
  expect(doubtWhere({})).toContain("`isolation` is only watched");
  expect(doubtWhere({ user: "amy" })).toBe(
    "the user's text never came back: another user's text in a right envelope would not be seen",
  );
});
