import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { createStopper, unlessStopped } from "./stopper.ts";

test("the first reason stands, and the signal says so", () => {
  using stopper = createStopper(undefined, null);
  expect([stopper.reason, stopper.signal.aborted]).toEqual([null, false]);
  stopper.stop(new HarnessError("disk-full", "no room"));
  stopper.stop(new HarnessError("timeout", "too late"));
  expect([stopper.reason?.code, stopper.signal.aborted]).toEqual(["disk-full", true]);
});

test("an interrupt from outside stops, also one that came before", () => {
  const outer = new AbortController();
  using running = createStopper(outer.signal, null);
  outer.abort();
  using late = createStopper(outer.signal, null);
  expect([running.reason?.code, late.reason?.code]).toEqual(["interrupted", "interrupted"]);
});

test("what stops from outside for a reason of its own is told by that", () => {
  const outer = new AbortController();
  using stopper = createStopper(outer.signal, null);
  outer.abort(new HarnessError("bad-config", "it threw"));
  expect(stopper.reason?.code).toBe("bad-config");
});

test("the bound on the whole execution stops it", async () => {
  using stopper = createStopper(undefined, 1);
  await new Promise((stopped) => {
    stopper.signal.addEventListener("abort", stopped);
  });
  expect(stopper.reason).toMatchObject({
    code: "timeout",
    message: "The execution did not end within 0.001 s.",
  });
});

test("work that takes no signal is waited for until a stop, also one that came before", async () => {
  using stopper = createStopper(undefined, null);
  const endless = new Promise<never>(() => {});
  expect(await unlessStopped(stopper, Promise.resolve("done"))).toBe("done");
  const waited = unlessStopped(stopper, endless);
  stopper.stop(new HarnessError("disk-full", "no room"));
  await expect(waited).rejects.toMatchObject({ code: "disk-full" });
  await expect(unlessStopped(stopper, endless)).rejects.toMatchObject({ code: "disk-full" });
});
