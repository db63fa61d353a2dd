import { expect, test } from "vitest";
import type { Claim } from "../../verdict/guarantee.ts";
import { watch } from "../testing/placed-ops.ts";
import { BLIND, ELSEWHERE, STRANGER } from "./testing.ts";

test("nothing observed is nothing judged", () => {
  expect(watch().finish().tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
    notes: [BLIND],
  });
});

test("the marker of another execution on our account is unknown, and excuses its stray events", () => {
  const scene = watch();
  scene.event("amy", "thinking", STRANGER);
  scene.event("amy", "completed", STRANGER, { canaries: [ELSEWHERE] });
  const { findings, tally } = scene.finish();
  expect(findings).toEqual([]);
  expect(tally.unknown).toBe(
    "another execution uses these accounts: its markers came to 1 of our users",
  );
});

test("the marker of another execution on no account of ours is nobody's trouble", () => {
  const scene = watch();
  const rejected = { outcome: "rejected", status: 403, reason: null, took: 1 } as const;
  const probe = {
    type: "open",
    connection: 9,
    user: null,
    role: "probe",
    probe: "expired",
  } as const;
  scene.push({ ...probe, ...rejected, canaries: [ELSEWHERE] });
  expect(scene.finish()).toMatchObject({ findings: [], tally: { unknown: null } });
});

/**
 * Five runs are answered and two are not, and so many bring their marker back; so many others of the five are
 * cancelled before.
 */
function tallyOf(echoed: number, claim: Claim = "claimed", cancelled = 0) {
  const scene = watch({ echo: "expected", claim });
  for (const [nth, user] of ["amy", "bo", "cy", "dee", "eve"].entries()) {
    const run = scene.send(user);
    if (nth < cancelled) run.cancelRequested = 5;
    run.streams.push({ connection: 9, received: [], terminal: null, differences: [] });
    scene.own(run, "completed");
    scene.settle(run);
  }
  for (const user of ["fay", "gus"]) scene.settle(scene.send(user));
  scene.counts.echoed = echoed;
  return scene.finish().tally;
}

test("where too few runs bring their marker back, bleed was hardly tried", () => {
  expect(tallyOf(4).unknown).toBe(null);
  expect(tallyOf(3).unknown).toBe(
    "only 3 of 5 answered runs brought their marker back, so that bleed was hardly tried: ask the agent to repeat the marker at the head of the message",
  );
  expect(tallyOf(3, "watched").unknown).toBe(null);
});

test("a run that its user cancelled owes no marker, and a crowd that cancels all was no trial of bleed", () => {
  expect(tallyOf(3, "claimed", 2).unknown).toBe(null);
  expect(tallyOf(0, "claimed", 5).unknown).toMatch(/^only 0 of 5 answered runs/);
});

test("a run that never left or was refused was no chance to leak", () => {
  const scene = watch();
  scene.settle(scene.send("amy"));
  const failed = scene.send("bo");
  failed.fate = "fail";
  scene.settle(failed);
  const refused = scene.send("cy");
  refused.refusal = { index: 3, code: "busy" };
  scene.settle(refused);
  expect(scene.finish().tally.trials).toBe(1);
});

test("where no echo is declared, bleed is not claimed, and the report says so", () => {
  expect(watch({ echo: "none" }).finish().tally).toMatchObject({
    unknown: null,
    notes: ["bleed is not claimed: the contract says echo: none", BLIND],
  });
});

test("all reasons for which it could not be judged are told", () => {
  const scene = watch();
  scene.event("amy", "started", STRANGER, { canaries: [ELSEWHERE] });
  scene.event("bo", "started", { kind: "unsent", run: "a run to come" });
  scene.damage.whole = "op 3 is missing";
  expect(scene.finish().tally.unknown).toBe(
    "another execution uses these accounts: its markers came to 1 of our users; 1 thing seems to be missing, and the history itself is damaged: op 3 is missing",
  );
});
