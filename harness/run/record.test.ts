import { expect, onTestFinished, test } from "vitest";
import { type Bug, startForeignServer } from "../../suites/foreign-server.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { Op } from "../history/op.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { execute } from "./execute.ts";

/** The last op of a record whose execution was stopped at its first event for this reason; null: it was not. */
async function endOf(reason: Error | null, bug?: Bug): Promise<Op | undefined> {
  const server = await startForeignServer({ optional: true, ...(bug && { bug }) });
  onTestFinished(() => server.close());
  const [out, outer] = [temporaryFolder(), new AbortController()];
  await execute(
    {
      target: { url: server.url },
      crowd: { users: 2, sentinels: 1, runsPerUser: 2, connectRate: 1_000 },
      linger: reason === null ? "50ms" : "60s",
      out,
    },
    {
      signal: outer.signal,
      watch(op) {
        if (op.type === "event" && reason !== null) outer.abort(reason);
      },
    },
  );
  let last: Op | undefined;
  for await (const op of (await openHistory(out)).ops()) last = op;
  return last;
}

test.each([
  ["finished", null],
  ["interrupted", new DOMException("Ctrl-C", "AbortError")],
  ["timeout", new HarnessError("timeout", "It did not end in time.")],
  ["failed", new HarnessError("disk-full", "There is no room.")],
])("the record of an execution ends, and says how: %s", async (reason, why) => {
  expect(await endOf(why)).toMatchObject({ type: "end", reason });
});

test("the record of a target that leaves everybody says so", async () => {
  expect(await endOf(null, "die")).toMatchObject({ type: "end", reason: "target-lost" });
});
