import { expect, test } from "vitest";
import { startRealServices } from "../fixtures/real-services.ts";
import type { Op } from "../harness/history/op.ts";
import { guarantee } from "./guarantee.ts";

test("a server that is told to stop finishes its open runs, says 1001 to everybody, and exits 0", async () => {
  await using services = await startRealServices({ QUINTET_DELAY_MS: "60..120" });
  const accepted = new Set<string>();
  const closes: number[] = [];
  const watch = (op: Op, mark: (fault: string) => void): void => {
    if (op.type === "close" && op.user !== null) closes.push(op.code);
    if (op.type !== "frame" || op.kind !== "accepted" || op.run === null) return;
    accepted.add(op.run);
    if (accepted.size !== 10) return;
    mark("drain");
    void services.target.started.signal("SIGTERM");
  };
  const execution = await services.crowd({ users: 10, sentinels: 2, runsPerUser: 1, watch });
  expect(execution).toPass();
  expect(guarantee(execution, "completeness")).toMatchObject({ outcome: "pass", trials: 10 });
  expect(closes).toEqual(Array.from({ length: 12 }, () => 1001));
  expect(await services.target.started.exited).toEqual({ code: 0, signal: null });
});
