import { expect, test } from "vitest";
import { isolation } from "./isolation.ts";
import { findings, story } from "./testing/judging.ts";

test("a leak of a run that is sent right after it does not quote the send", () => {
  const tale = story({ users: ["amy", "bo"], sentinels: [] })
    .open()
    .start("amy");
  tale.frame("amy", "error", { canaries: [tale.canary("bo")] });
  const leak = tale.last;
  tale.start("bo").finish();
  const [bleed] = findings(isolation, tale).observations;
  expect(bleed).toMatchObject({ kind: "bleed", victim: "bo", ops: [leak] });
});
