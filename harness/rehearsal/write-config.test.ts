import { describe, expect, test } from "vitest";
import type { Sketch } from "./infer.ts";
import { configText } from "./write-config.ts";

const SKETCH: Sketch = {
  receive: { type: "kind", data: "." },
  runIds: "client",
  welcomed: false,
  binary: false,
  sequences: [["answer"], ["answer"]],
  echo: "none",
  doubts: [],
};

function claimOf(name: string, sketch: Partial<Sketch>): string | undefined {
  const text = configText({
    place: { url: "ws://127.0.0.1:9/", secretive: false, accounts: null },
    asking: {},
    sketch: { ...SKETCH, ...sketch },
  });
  return new RegExp(`${name}: "(.*)",`).exec(text)?.[1];
}

describe("isolation is claimed", () => {
  test.each<Partial<Sketch>>([
    {},
    // An id of the server's own, and no word of which run it is.
    { runIds: "server", receive: { ...SKETCH.receive, run: "id" } },
  ])("not where nothing tells whose an answer is: %j", (sketch) => {
    expect(claimOf("isolation", sketch)).toBe("watched");
  });

  test.each<Partial<Sketch>>([
    { echo: "every" },
    { echo: "some" },
    { receive: { ...SKETCH.receive, run: "id" } },
    { runIds: "server", receive: { ...SKETCH.receive, run: "id", request: "ref" } },
    { receive: { ...SKETCH.receive, thread: "thread" } },
    { receive: { ...SKETCH.receive, user: "user" } },
  ])("where something does: %j", (sketch) => {
    expect(claimOf("isolation", sketch)).toBe("claimed");
  });
});

test("content is claimed where the run is named", () => {
  expect(claimOf("content", {})).toBe("off");
  expect(claimOf("content", { receive: { ...SKETCH.receive, run: "id" } })).toBe("claimed");
});
